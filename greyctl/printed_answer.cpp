// Answers to standard output, troubles to standard error.
#include "greyctl/printed_answer.h"

#include <sysexits.h>

#include "common/json_object.h"
#include "common/program_output.h"
#include "common/text.h"

namespace greycache {

int print(const ClientResult& answer, bool written_wrong) {
  if (answer) {
    write_out(*answer);
    return EX_OK;
  }
  return complain(written_wrong ? EX_USAGE : EX_UNAVAILABLE, answer.error());
}

ClientResult done(ClientResult answer, bool json) {
  if (!answer || !json) return answer;
  return JsonObject().add_text("done", trimmed(*answer)).text() + "\n";
}

int print_answer(const std::string& control_socket, const std::string& line, bool done_json) {
  bool written_wrong = false;
  const auto answer = run_command(control_socket, line, kPatience, &written_wrong);
  return print(done(answer, done_json), written_wrong);
}

AskDaemon asking(const std::string& control_socket) {
  return [control_socket](const std::string& line) {
    return run_command(control_socket, line, kPatience);
  };
}

}  // namespace greycache
