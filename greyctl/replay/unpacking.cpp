// gzip is started without a shell, and never gets a name.
#include "greyctl/replay/unpacking.h"

#include <fcntl.h>
#include <fmt/format.h>
#include <spawn.h>
#include <sys/wait.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <cstring>
#include <utility>

namespace greycache {

namespace {

// 0, or an errno.
int spawn_gzip(int input, int output, pid_t& child) {
  posix_spawn_file_actions_t actions;
  if (const int error = posix_spawn_file_actions_init(&actions); error != 0) return error;
  posix_spawn_file_actions_adddup2(&actions, input, STDIN_FILENO);
  posix_spawn_file_actions_adddup2(&actions, output, STDOUT_FILENO);
  std::array<char, 5> program{"gzip"};
  std::array<char, 4> option{"-dc"};
  std::array<char*, 3> words{program.data(), option.data(), nullptr};
  const int error = posix_spawnp(&child, program.data(), &actions, nullptr, words.data(), environ);
  posix_spawn_file_actions_destroy(&actions);
  return error;
}

}  // namespace

bool Unpacking::is_packed(int file) {
  std::array<char, 2> first{};
  return pread(file, first.data(), first.size(), 0) == 2 && first[0] == '\x1f' &&
         first[1] == '\x8b';
}

tl::expected<Unpacking, std::string> Unpacking::begin(const FileDescriptor& file) {
  std::array<int, 2> ends{};
  if (pipe2(ends.data(), O_CLOEXEC) != 0) {
    return tl::make_unexpected(std::string(strerror(errno)));
  }
  FileDescriptor output(ends[0]);
  const FileDescriptor input(ends[1]);
  pid_t child = -1;
  if (const int error = spawn_gzip(file.get(), input.get(), child); error != 0) {
    return tl::make_unexpected(fmt::format("gzip cannot be started: {}", strerror(error)));
  }
  return Unpacking(std::move(output), child);
}

tl::expected<void, std::string> Unpacking::end() {
  int status = 0;
  while (waitpid(child_, &status, 0) < 0) {
    if (errno != EINTR) return {};
  }
  if (WIFEXITED(status) && WEXITSTATUS(status) == 0) return {};
  return tl::make_unexpected(std::string("gzip does not find it whole"));
}

}  // namespace greycache
