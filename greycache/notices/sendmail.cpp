// The program's start, its standard input, its end, and mails that are tried again.
#include "greycache/notices/sendmail.h"

#include <fcntl.h>
#include <fmt/format.h>
#include <spawn.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <csignal>
#include <cstring>
#include <utility>

#include "common/memory_file.h"
#include "common/text.h"
#include "common/typed_log.h"

namespace greycache {

namespace {

// How often a running child is looked at.
constexpr std::chrono::milliseconds kTick{50};

// What the child inherits besides its three descriptors: a working directory that is always there,
// a group of its own, and no handled, ignored or blocked signal.
class ChildSetUp {
 public:
  ChildSetUp(int in, int out) {
    posix_spawn_file_actions_init(&files_);
    posix_spawn_file_actions_adddup2(&files_, in, STDIN_FILENO);
    posix_spawn_file_actions_adddup2(&files_, out, STDOUT_FILENO);
    posix_spawn_file_actions_adddup2(&files_, out, STDERR_FILENO);
    posix_spawn_file_actions_addclosefrom_np(&files_, STDERR_FILENO + 1);
    posix_spawn_file_actions_addchdir_np(&files_, "/");
    posix_spawnattr_init(&attributes_);
    sigset_t signals;
    sigfillset(&signals);
    // Nobody handles these; FreeBSD refuses to be told so.
    sigdelset(&signals, SIGKILL);
    sigdelset(&signals, SIGSTOP);
    posix_spawnattr_setsigdefault(&attributes_, &signals);
    sigemptyset(&signals);
    posix_spawnattr_setsigmask(&attributes_, &signals);
    posix_spawnattr_setpgroup(&attributes_, 0);
    posix_spawnattr_setflags(
        &attributes_, POSIX_SPAWN_SETSIGDEF | POSIX_SPAWN_SETSIGMASK | POSIX_SPAWN_SETPGROUP);
  }
  ~ChildSetUp() {
    posix_spawn_file_actions_destroy(&files_);
    posix_spawnattr_destroy(&attributes_);
  }
  ChildSetUp(const ChildSetUp&) = delete;
  ChildSetUp& operator=(const ChildSetUp&) = delete;

  const posix_spawn_file_actions_t* files() const { return &files_; }
  const posix_spawnattr_t* attributes() const { return &attributes_; }

 private:
  posix_spawn_file_actions_t files_;
  posix_spawnattr_t attributes_;
};

// The first line of what the child wrote. The pipe bounds it: a child that writes more waits.
std::string first_words(const FileDescriptor& pipe) {
  std::array<char, 512> buffer;
  const ssize_t length = read(pipe.get(), buffer.data(), buffer.size());
  if (length <= 0) return {};
  const std::string_view text(buffer.data(), static_cast<std::size_t>(length));
  return escaped(trimmed(text.substr(0, text.find('\n'))), 300);
}

std::string end_in_words(int status) {
  if (WIFEXITED(status)) return fmt::format("ended with status {}", WEXITSTATUS(status));
  return fmt::format("was ended by signal {}", WTERMSIG(status));
}

}  // namespace

Sendmail::Sendmail(EventLoop& loop, Times times)
    : times_(times), timer_(loop, [this] { tick(); }) {}

Sendmail::~Sendmail() {
  if (!waiting_.empty())
    log_typed(LogType::mail, 0, "mails that have not left are dropped: {}", waiting_.size());
}

void Sendmail::send(const std::string& program, const std::string& to, std::string message) {
  if (waiting_.size() >= kMostWaiting) {
    return log_typed(LogType::mail, 0, "a mail is dropped: {} do not leave", waiting_.size());
  }
  waiting_.push_back({program, to, std::move(message), std::chrono::steady_clock::now(), 0});
  if (child_ < 0) start_next();
}

void Sendmail::tick() {
  if (child_ >= 0) {
    look();
  } else {
    start_next();
  }
}

// Starts the first that is due, or waits for the one that is due first.
void Sendmail::start_next() {
  while (!waiting_.empty()) {
    const auto next = std::min_element(waiting_.begin(), waiting_.end(),
                                       [](const Mail& a, const Mail& b) { return a.due < b.due; });
    const auto left = next->due - std::chrono::steady_clock::now();
    if (left > std::chrono::milliseconds(0)) {
      return timer_.start(std::chrono::ceil<std::chrono::milliseconds>(left));
    }
    mail_ = std::move(*next);
    waiting_.erase(next);
    ++mail_.tries;
    const std::string trouble = start(mail_);
    if (trouble.empty()) return timer_.start(kTick);
    failed(std::move(mail_), trouble);
  }
}

std::string Sendmail::start(const Mail& mail) {
  const FileDescriptor message = memory_file(mail.message);
  std::array<int, 2> ends{-1, -1};
  if (!message || pipe2(ends.data(), O_CLOEXEC) != 0) {
    return fmt::format("cannot send a mail: {}", strerror(errno));
  }
  words_ = FileDescriptor(ends[0]);
  const FileDescriptor out(ends[1]);
  fcntl(words_.get(), F_SETFL, O_NONBLOCK);
  const ChildSetUp child(message.get(), out.get());
  // -oi: a line with a dot alone does not end the message. What follows -- is no option.
  const char* const arguments[] = {"sendmail", "-oi", "--", mail.to.c_str(), nullptr};
  const char* const environment[] = {"PATH=/usr/sbin:/usr/bin:/sbin:/bin", "LC_ALL=C", nullptr};
  const int error =
      posix_spawn(&child_, mail.program.c_str(), child.files(), child.attributes(),
                  const_cast<char* const*>(arguments), const_cast<char* const*>(environment));
  if (error != 0) {
    child_ = -1;
    return fmt::format("cannot start {}: {}", escaped(mail.program), strerror(error));
  }
  deadline_ = std::chrono::steady_clock::now() + times_.patience;
  killed_ = false;
  log_typed(LogType::mail, 4, "{} runs as process {}", escaped(mail.program), child_);
  return {};
}

void Sendmail::look() {
  int status = 0;
  const pid_t ended_child = waitpid(child_, &status, WNOHANG);
  if (ended_child == child_ || (ended_child < 0 && errno == ECHILD)) return ended(status);
  if (!killed_ && std::chrono::steady_clock::now() >= deadline_) {
    killed_ = true;
    kill(-child_, SIGKILL);
  }
  timer_.start(kTick);
}

void Sendmail::ended(int status) {
  child_ = -1;
  if (status != 0) {
    const std::string words = first_words(words_);
    failed(mail_, fmt::format("{} {}{}{}", escaped(mail_.program),
                              killed_ ? "took too long and was killed" : end_in_words(status),
                              words.empty() ? "" : ": ", words));
  } else {
    trouble_.clear();
  }
  words_ = {};
  start_next();
}

// It waits behind the others, one more than send() lets wait.
void Sendmail::failed(Mail mail, const std::string& why) {
  ++failures_;
  trouble_ = why;
  if (mail.tries >= kMostTries) {
    return log_typed(LogType::mail, 0, "{}; the mail is dropped after {} tries", why, mail.tries);
  }
  const auto pause = times_.pause * (1 << (2 * (mail.tries - 1)));
  log_typed(LogType::mail, 0, "{}; try {} of {}, the next in {} s", why, mail.tries, kMostTries,
            std::chrono::duration_cast<std::chrono::seconds>(pause).count());
  mail.due = std::chrono::steady_clock::now() + pause;
  waiting_.push_back(std::move(mail));
}

}  // namespace greycache
