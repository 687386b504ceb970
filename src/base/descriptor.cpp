#include "base/descriptor.hpp"

#include <fcntl.h>
#include <unistd.h>

namespace qyzmet {

Descriptor::~Descriptor() {
  if (fd_ >= 0) ::close(fd_);
}

bool sync_folder(const std::filesystem::path& folder) {
  const Descriptor descriptor(::open(folder.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC));
  return descriptor.get() >= 0 && ::fsync(descriptor.get()) == 0;
}

}  // namespace qyzmet
