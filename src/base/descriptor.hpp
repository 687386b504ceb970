#pragma once

#include <filesystem>

namespace qyzmet {

/// An open file of the operating system's, closed with this object. Negative: none; why stands in errno.
class Descriptor {
 public:
  explicit Descriptor(int fd) : fd_(fd) {}
  ~Descriptor();
  Descriptor(const Descriptor&) = delete;
  Descriptor& operator=(const Descriptor&) = delete;
  int get() const { return fd_; }

 private:
  int fd_;
};

/// Makes durable what was made, renamed or removed in `folder`. False: not done; why stands in errno.
bool sync_folder(const std::filesystem::path& folder);

}  // namespace qyzmet
