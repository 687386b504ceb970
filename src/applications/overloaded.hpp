#pragma once

namespace qyzmet::applications {

/// One function for each alternative of a variant, for `std::visit`.
template <class... Ts>
struct Overloaded : Ts... {
  using Ts::operator()...;
};

}  // namespace qyzmet::applications
