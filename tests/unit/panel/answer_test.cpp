// Lines that go out.
#include "greycache/panel/answer.h"

#include <doctest/doctest.h>

namespace greycache {

TEST_CASE("an answer says first whether it is one") {
  CHECK(answer_line(Answer("{}")) == "{\"ok\":true}\n");
  CHECK(answer_line(Answer("{\"done\":\"x\"}")) == "{\"ok\":true,\"done\":\"x\"}\n");
  CHECK(answer_line(fault(Fault::Code::conflict, "it has changed")) ==
        "{\"ok\":false,\"code\":\"conflict\",\"error\":\"it has changed\"}\n");
  CHECK(answer_line(wrong("no \"verb\"")) ==
        "{\"ok\":false,\"code\":\"wrong\",\"error\":\"no \\\"verb\\\"\"}\n");
}

TEST_CASE("one that is too long is none") {
  const std::string members(kLongestPanelAnswer - 13, 'x');
  CHECK(answer_line(Answer("{" + members + "}")).size() == kLongestPanelAnswer);
  CHECK(answer_line(Answer("{x" + members + "}")).find("unavailable") != std::string::npos);
}

}  // namespace greycache
