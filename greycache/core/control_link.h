// How a program finds the control socket of the daemon that runs in a state directory, and has it
// renewed.
#pragma once

#include <cstddef>
#include <string>

namespace greycache {

// A line of so many bytes or more is not answered.
inline constexpr std::size_t kLongestControlLine = 4096;

// The control command with which an operator has the running daemon start a new one.
inline constexpr char kRenewCommand[] = "renew";

// The line behind an error about what an operator wrote, rather than about what is in the way.
inline constexpr char kWrittenWrong[] = "usage";

// What the daemon answers "report" with while it makes one for somebody else.
inline constexpr char kReportIsBusy[] =
    "another report is being made, which takes a minute and a half at most; try again then";

// How the daemon's answer ends where there was nothing to take back, and greyctl may know of more.
inline constexpr char kNotExpected[] = "is not expected; greyctl expect --list shows what is\n";

// A symbolic link, so that a new daemon whose configuration names another control_socket finds the
// one that it is to take over from. Where it cannot be made, that is logged.
void leave_control_link(const std::string& state_dir, const std::string& control_socket);

// Empty where there is none.
std::string linked_control_socket(const std::string& state_dir);

}  // namespace greycache
