// Offers the smtpd connection to the daemon and settles who owns it.
#include "policy-helper/handover_attempt.h"

#include <sys/socket.h>
#include <sys/stat.h>

#include <array>
#include <cerrno>

#include "common/handover.h"
#include "common/timed_io.h"
#include "policy-helper/daemon_address.h"
#include "policy-helper/pause.h"

namespace greycache {

namespace {

enum class Answer { receipt, nothing, something_else };

std::array<char, kHandoverHeader> header_for(std::size_t count) {
  std::array<char, kHandoverHeader> header{kHandoverByte};
  write_count(static_cast<std::uint32_t>(count), header.data() + 1);
  return header;
}

Answer read_answer(int control, const Deadline& deadline) {
  char answer = 0;
  if (read_some(control, &answer, 1, deadline) != 1) return Answer::nothing;
  return answer == kHandoverReceipt ? Answer::receipt : Answer::something_else;
}

// After shutdown(2) the daemon can write no receipt any more, and learns so by EPIPE; one that it
// wrote before is in our queue. So this look is the last word for both.
Answer withdraw(int control) {
  shutdown(control, SHUT_RD);
  return read_answer(control, Deadline::after({}));
}

Answer offer(int control, int client, std::string_view already_read, const Deadline& deadline) {
  const auto header = header_for(already_read.size());
  if (send_descriptor(control, client, {header.data(), header.size()}) != 0 ||
      write_all(control, already_read, deadline) != 0) {
    return Answer::nothing;  // incomplete: the daemon has not acknowledged and cannot
  }
  const Answer answer = read_answer(control, deadline);
  return answer == Answer::nothing ? withdraw(control) : answer;
}

}  // namespace

bool may_hand_over(int input, int output) {
  int type = 0;
  socklen_t length = sizeof type;
  if (getsockopt(input, SOL_SOCKET, SO_TYPE, &type, &length) != 0) return false;
  struct stat in {};
  struct stat out {};
  return type == SOCK_STREAM && fstat(input, &in) == 0 && fstat(output, &out) == 0 &&
         in.st_dev == out.st_dev && in.st_ino == out.st_ino;
}

Handover hand_over(const char* path, int client, std::string_view already_read,
                   const Deadline& deadline) {
  Pause pause;
  Handover outcome = Handover::unreachable;
  do {
    const FileDescriptor control = connect_to_daemon(path);
    outcome = control ? Handover::refused : Handover::unreachable;
    if (!control) continue;
    const Answer answer = offer(control.get(), client, already_read, deadline);
    if (answer == Answer::receipt) return Handover::taken;
    if (answer == Answer::something_else) return Handover::refused;
  } while (pause.wait(deadline));
  return outcome;
}

}  // namespace greycache
