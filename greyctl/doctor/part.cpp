// fork(2), a pipe each, and JSON lines.
#include "greyctl/doctor/part.h"

#include <fcntl.h>
#include <fmt/format.h>
#include <poll.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <csignal>
#include <cstdio>
#include <cstring>
#include <exception>
#include <nlohmann/json.hpp>
#include <optional>
#include <string_view>

#include "common/file_descriptor.h"
#include "common/json_object.h"
#include "common/text.h"
#include "common/timed_io.h"

namespace greycache {

namespace {

constexpr std::size_t kMostOfPart = std::size_t{1} << 20U;

std::string line_of(const Finding& finding) {
  return JsonObject()
             .add_number("severity", static_cast<int>(finding.severity))
             .add_text("what", finding.what)
             .add_text("advice", finding.advice)
             .text() +
         "\n";
}

// Nothing where the line was cut.
std::optional<Finding> finding_of(std::string_view line) {
  const auto json = nlohmann::json::parse(line, nullptr, false);
  if (!json.is_object()) return std::nullopt;
  return Finding{static_cast<Severity>(json.value("severity", 0)), json.value("what", ""),
                 json.value("advice", "")};
}

Findings looked(const Part& part) {
  try {
    return part.look();
  } catch (const std::exception& error) {
    Findings findings;
    findings.warning(fmt::format("could not be looked at: {}", escaped(error.what())), "");
    return findings;
  }
}

class Process {
 public:
  explicit Process(const Part& part) {
    std::array<int, 2> ends{-1, -1};
    if (pipe2(ends.data(), O_CLOEXEC) != 0) return;
    output_ = FileDescriptor(ends[0]);
    const FileDescriptor input(ends[1]);
    pid_ = fork();
    if (pid_ == 0) run(part, input.get());
    if (pid_ < 0) output_.reset();
  }

  int output() const { return output_.get(); }
  bool started() const { return pid_ > 0; }
  bool ended() const { return ended_; }

  // Takes what is there.
  void take() {
    std::array<char, 16384> buffer;
    const long count = read_now(output_.get(), buffer.data(), buffer.size());
    if (count > 0) text_.append(buffer.data(), static_cast<std::size_t>(count));
    if (count < 0 && may_succeed_later(errno)) return;
    if (count > 0 && text_.size() < kMostOfPart) return;
    ended_ = true;
    output_.reset();
  }

  // One that hangs in the kernel is not waited for: it goes with this process.
  void end() {
    if (pid_ <= 0) return;
    if (!ended_) kill(pid_, SIGKILL);
    int status = 0;
    const bool gone = waitpid(pid_, &status, ended_ ? 0 : WNOHANG) == pid_;
    well_ = ended_ && gone && WIFEXITED(status) && WEXITSTATUS(status) == 0;
  }

  Findings findings() const {
    Findings findings;
    for (const std::string_view line : split(text_, '\n')) {
      if (line.empty()) continue;
      if (auto finding = finding_of(line)) findings.put(std::move(*finding));
    }
    if (!well_) {
      findings.warning(!started() ? "could not be looked at: no process to be had"
                       : ended_   ? "could not be looked at to its end"
                                  : "could not be looked at in time: something hangs there",
                       "");
    }
    return findings;
  }

 private:
  [[noreturn]] static void run(const Part& part, int output) {
    std::string text;
    const Findings findings = looked(part);
    for (const Finding& each : findings.all()) text += line_of(each);
    const int error = write_all(output, text, Deadline::never());
    _exit(error == 0 ? 0 : 1);
  }

  FileDescriptor output_;
  pid_t pid_ = -1;
  std::string text_;
  bool ended_ = false;
  bool well_ = false;
};

// False once the deadline has passed.
bool wait_for_any(const std::vector<Process*>& open, const Deadline& deadline) {
  std::vector<pollfd> waiting;
  waiting.reserve(open.size());
  for (const Process* each : open) waiting.push_back({each->output(), POLLIN, 0});
  const int ready = poll(waiting.data(), waiting.size(), deadline.poll_timeout(Deadline::now()));
  if (ready < 0) return errno == EINTR;
  for (std::size_t i = 0; i < open.size(); ++i) {
    if (waiting[i].revents != 0) open[i]->take();
  }
  return ready > 0;
}

}  // namespace

std::vector<Findings> look_at_parts(const std::vector<Part>& parts, const Deadline& deadline) {
  // Or each child would write it once more.
  (void)std::fflush(nullptr);
  std::vector<Process> processes;
  processes.reserve(parts.size());
  for (const Part& part : parts) processes.emplace_back(part);
  while (true) {
    std::vector<Process*> open;
    for (Process& each : processes) {
      if (each.started() && !each.ended()) open.push_back(&each);
    }
    if (open.empty() || !wait_for_any(open, deadline)) break;
  }
  std::vector<Findings> findings;
  for (Process& each : processes) {
    each.end();
    findings.push_back(each.findings());
  }
  return findings;
}

}  // namespace greycache
