// The terminal is left as it was, also where the input ends early.
#include "greyctl/panel/password_input.h"

#include <termios.h>
#include <unistd.h>

#include <iostream>

#include "common/program_output.h"

namespace greycache {

namespace {

using Password = tl::expected<std::string, std::string>;

// Shows nothing of what is typed while it lives.
class Unseen {
 public:
  Unseen() : known_(tcgetattr(STDIN_FILENO, &before_) == 0) {
    if (!known_) return;
    termios quiet = before_;
    quiet.c_lflag &= ~static_cast<tcflag_t>(ECHO);
    tcsetattr(STDIN_FILENO, TCSAFLUSH, &quiet);
  }
  ~Unseen() {
    if (known_) tcsetattr(STDIN_FILENO, TCSAFLUSH, &before_);
  }
  Unseen(const Unseen&) = delete;
  Unseen& operator=(const Unseen&) = delete;

 private:
  termios before_{};
  bool known_;
};

Password line_of_input() {
  std::string line;
  if (!std::getline(std::cin, line)) return tl::make_unexpected("no password was given");
  if (!line.empty() && line.back() == '\r') line.pop_back();
  return line;
}

Password asked(const char* question) {
  write_out(question);
  flush_out();
  const Unseen unseen;
  auto line = line_of_input();
  write_out("\n");
  return line;
}

}  // namespace

Password read_new_password() {
  if (isatty(STDIN_FILENO) == 0) return line_of_input();
  auto first = asked("Password: ");
  if (!first) return first;
  const auto second = asked("Again: ");
  if (!second) return second;
  if (*first != *second) return tl::make_unexpected("the two are not the same");
  return first;
}

}  // namespace greycache
