// Discrimination: a request up to its empty line, then the text of a discrimination.regexp.
#include "greycache/policy/lists/discrimination.h"

#include "tests/fuzz/check.h"
#include "tests/fuzz/input.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace greycache;
  using namespace greycache::fuzz;
  const Input input(data, size);
  std::size_t scanned = 0;
  const std::size_t length = complete_request_length(input.rest(), scanned);
  PolicyRequest request;
  request.parse(input.rest().substr(0, length));
  const std::string_view text = input.rest().substr(length);

  ListComplaints complaints("discrimination.regexp");
  const auto rules = Discrimination::parse(text, complaints);
  const std::size_t lines = list_lines(text, complaints).size();
  check(rules.size() <= lines, "a line has one rule at most");
  if (const auto match = rules.first_match(request)) {
    check(*match >= 1 && static_cast<std::size_t>(*match) <= lines, "a rule's number is a line's");
    check(rules.first_match(request) == match, "a rule matches again");
    check(input.rest().substr(0, length).find('=') != std::string_view::npos,
          "nothing is not suspicious");
  }
  for (const auto& sentence : complaints.sentences()) {
    check(is_log_text(sentence), "a complaint fits a log");
  }
  return 0;
}
