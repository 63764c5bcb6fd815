// posix_spawn(3), an input in memory, two pipes and a deadline.
#include "greyctl/postfix/program.h"

#include <fcntl.h>
#include <fmt/format.h>
#include <poll.h>
#include <spawn.h>
#include <sys/wait.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <csignal>
#include <cstdlib>
#include <cstring>

#include "common/deadline.h"
#include "common/file_descriptor.h"
#include "common/memory_file.h"
#include "common/text.h"

namespace greycache {

namespace {

constexpr std::size_t kMostOutput = std::size_t{4} << 20;
// Root by su(1) has a PATH without them.
constexpr const char* kSystemPath = "/usr/local/sbin:/usr/sbin:/sbin:/usr/local/bin:/usr/bin:/bin";

struct Pipe {
  FileDescriptor read_end;
  FileDescriptor write_end;

  bool open() {
    std::array<int, 2> ends{-1, -1};
    if (pipe2(ends.data(), O_CLOEXEC) != 0) return false;
    read_end = FileDescriptor(ends[0]);
    write_end = FileDescriptor(ends[1]);
    return true;
  }
};

// The child's descriptors, and a process group of its own to be killed by.
class Child {
 public:
  Child(const FileDescriptor& input, const Pipe& output, const Pipe& errors) {
    posix_spawn_file_actions_init(&files_);
    posix_spawn_file_actions_adddup2(&files_, input.get(), STDIN_FILENO);
    posix_spawn_file_actions_adddup2(&files_, output.write_end.get(), STDOUT_FILENO);
    posix_spawn_file_actions_adddup2(&files_, errors.write_end.get(), STDERR_FILENO);
    posix_spawnattr_init(&attributes_);
    posix_spawnattr_setpgroup(&attributes_, 0);
    posix_spawnattr_setflags(&attributes_, POSIX_SPAWN_SETPGROUP);
  }
  ~Child() {
    posix_spawn_file_actions_destroy(&files_);
    posix_spawnattr_destroy(&attributes_);
  }
  Child(const Child&) = delete;
  Child& operator=(const Child&) = delete;

  // 0, or an errno.
  int start(const std::vector<std::string>& words) {
    std::vector<char*> arguments;
    arguments.reserve(words.size() + 1);
    for (const std::string& word : words) arguments.push_back(const_cast<char*>(word.c_str()));
    arguments.push_back(nullptr);
    const char* path = std::getenv("PATH");
    std::string variable = fmt::format("PATH={}:{}", path == nullptr ? "" : path, kSystemPath);
    if (path == nullptr || *path == '\0') variable = fmt::format("PATH={}", kSystemPath);
    // The search is by our own PATH.
    setenv("PATH", variable.c_str() + strlen("PATH="), 1);
    std::string language = "LC_ALL=C";
    const std::array<char*, 3> environment{variable.data(), language.data(), nullptr};
    return posix_spawnp(&pid_, words.front().c_str(), &files_, &attributes_, arguments.data(),
                        environment.data());
  }

  void kill_group() const { kill(-pid_, SIGKILL); }

  // As a shell has it.
  int wait() const {
    int status = 0;
    while (waitpid(pid_, &status, 0) < 0 && errno == EINTR) {
    }
    return WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status);
  }

 private:
  posix_spawn_file_actions_t files_;
  posix_spawnattr_t attributes_;
  pid_t pid_ = -1;
};

// Takes what is there; closes the pipe at its end.
void take(FileDescriptor& from, std::string& into) {
  std::array<char, 16384> buffer;
  const ssize_t count = read(from.get(), buffer.data(), buffer.size());
  if (count > 0) into.append(buffer.data(), static_cast<std::size_t>(count));
  if (count == 0 || (count < 0 && errno != EINTR && errno != EAGAIN)) from.reset();
}

// Until both pipes are at their end. What is wrong, or empty.
std::string collect(Pipe& output, Pipe& errors, ProgramEnd& end, const Deadline& deadline) {
  while (output.read_end || errors.read_end) {
    std::array<pollfd, 2> waiting{
        {{output.read_end.get(), POLLIN, 0}, {errors.read_end.get(), POLLIN, 0}}};
    const int ready = poll(waiting.data(), waiting.size(), deadline.poll_timeout(Deadline::now()));
    if (ready < 0 && errno == EINTR) continue;
    if (ready <= 0) return "did not end in time";
    if (waiting[0].revents != 0) take(output.read_end, end.output);
    if (waiting[1].revents != 0) take(errors.read_end, end.errors);
    if (end.output.size() + end.errors.size() > kMostOutput) return "writes without an end";
  }
  return {};
}

}  // namespace

tl::expected<ProgramEnd, ProgramFailure> run_program(const std::vector<std::string>& words,
                                                     std::chrono::milliseconds patience,
                                                     std::string_view input) {
  const auto failed = [&](const std::string& what, bool started = false) {
    return tl::make_unexpected(
        ProgramFailure{started, fmt::format("{}: {}", escaped(words.front()), what)});
  };
  const FileDescriptor text = memory_file(input);
  Pipe output;
  Pipe errors;
  if (!text || !output.open() || !errors.open()) return failed(strerror(errno));
  Child child(text, output, errors);
  if (const int error = child.start(words); error != 0) return failed(strerror(error));
  output.write_end.reset();
  errors.write_end.reset();
  ProgramEnd end;
  const std::string trouble = collect(output, errors, end, Deadline::after(patience));
  if (!trouble.empty()) child.kill_group();
  end.status = child.wait();
  if (!trouble.empty()) return failed(trouble, true);
  return end;
}

}  // namespace greycache
