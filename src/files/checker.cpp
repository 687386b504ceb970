#include "files/checker.hpp"

#include <fcntl.h>
#include <spawn.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <new>

#include "base/file.hpp"
#include "files/upload.hpp"

namespace qyzmet::files {
namespace {

constexpr rlim_t kMemory = 512 << 20;  // bytes; twenty megabytes of PDF want a tenth of it
constexpr rlim_t kSeconds = 10;        // of the processor
constexpr rlim_t kMostOpen = 16;

void limit(int what, rlim_t most) {
  const rlimit both{most, most};
  ::setrlimit(what, &both);
}

/// Both ends of a pipe; what is open is closed.
struct Pipe {
  std::array<int, 2> ends{-1, -1};
  Pipe() { (void)!::pipe2(ends.data(), O_CLOEXEC); }
  ~Pipe() {
    for (const int end : ends) {
      if (end >= 0) ::close(end);
    }
  }
  Pipe(const Pipe&) = delete;
  Pipe& operator=(const Pipe&) = delete;
  void close_writing() {
    ::close(ends[1]);
    ends[1] = -1;
  }
};

std::string read_to_end(int fd) {
  std::string text;
  std::array<char, 64> block{};
  for (;;) {
    const auto count = ::read(fd, block.data(), block.size());
    if (count < 0 && errno == EINTR) continue;
    if (count <= 0) return text;
    text.append(block.data(), static_cast<std::size_t>(count));
  }
}

/// With nothing open but what it writes to.
pid_t start(const std::string& program, const std::string& file, const std::string& type, int out) {
  posix_spawn_file_actions_t actions;
  if (::posix_spawn_file_actions_init(&actions) != 0) return -1;
  ::posix_spawn_file_actions_addopen(&actions, 0, "/dev/null", O_RDONLY, 0);
  ::posix_spawn_file_actions_adddup2(&actions, out, 1);
  ::posix_spawn_file_actions_addopen(&actions, 2, "/dev/null", O_WRONLY, 0);
  ::posix_spawn_file_actions_addclosefrom_np(&actions, 3);
  std::string command = "check-file";
  std::array<char*, 5> arguments{const_cast<char*>(program.c_str()), command.data(), const_cast<char*>(file.c_str()),
                                 const_cast<char*>(type.c_str()), nullptr};
  std::array<char*, 1> environment{nullptr};
  pid_t child = -1;
  const int failed = ::posix_spawn(&child, program.c_str(), &actions, nullptr, arguments.data(), environment.data());
  ::posix_spawn_file_actions_destroy(&actions);
  return failed == 0 ? child : -1;
}

}  // namespace

Result<void> Checker::check(const std::filesystem::path& file, const Digest& digest, std::int64_t size,
                            std::string_view type) const {
  const auto bytes = read_file(file, static_cast<std::size_t>(kLargestFile));
  if (!bytes) return fail(Code::conflict, "file.lost");
  if (static_cast<std::int64_t>(bytes->size()) != size || sha256(*bytes) != digest) {
    return fail(Code::invalid, "file.other_digest");
  }
  Fault fault = Fault::none;
  if (type == "application/pdf" && !program_.empty()) {
    TRY_ASSIGN(fault, ask(file, type));
  } else {
    fault = look_into(*bytes, type);
  }
  if (fault == Fault::none) return {};
  return fail(Code::invalid, std::string(word_key(fault)));
}

/// Whatever the process dies of, the file is one that we do not want to pass on.
Result<Fault> Checker::ask(const std::filesystem::path& file, std::string_view type) const {
  Pipe pipe;
  if (pipe.ends[1] < 0) return fail(Code::unavailable, "file.not_checked");
  const pid_t child = start(program_.string(), file.string(), std::string(type), pipe.ends[1]);
  if (child < 0) return fail(Code::unavailable, "file.not_checked");
  pipe.close_writing();
  const std::string word = read_to_end(pipe.ends[0]);
  int status = 0;
  while (::waitpid(child, &status, 0) < 0 && errno == EINTR) {
  }
  return parse_fault(word);
}

std::string_view check_under_limits(const std::filesystem::path& file, std::string_view type) {
#ifndef __SANITIZE_ADDRESS__  // which wants terabytes of addresses
  limit(RLIMIT_AS, kMemory);
#endif
  limit(RLIMIT_CPU, kSeconds);
  limit(RLIMIT_FSIZE, 0);
  limit(RLIMIT_NOFILE, kMostOpen);
  limit(RLIMIT_CORE, 0);
  try {
    const auto bytes = read_file(file, static_cast<std::size_t>(kLargestFile));
    return to_word(bytes ? look_into(*bytes, type) : Fault::damaged);
  } catch (const std::bad_alloc&) {
    return to_word(Fault::damaged);
  }
}

}  // namespace qyzmet::files
