// Journal records: what is read is written as it was, and merges the same in any order.
#include <algorithm>
#include <string>
#include <vector>

#include "greycache/control/describe.h"
#include "greycache/sqlite/record.h"
#include "tests/fuzz/check.h"
#include "tests/fuzz/input.h"

namespace greycache::fuzz {

namespace {

constexpr UnixTime kNow = 1'760'000'000;

void check_merge(const std::vector<Fact>& facts) {
  const std::vector<Fact> once = merged(facts);
  std::vector<Fact> doubled = facts;
  doubled.insert(doubled.end(), facts.rbegin(), facts.rend());
  check(merged(doubled) == once, "copies and their order do not count");
  check(merged(once) == once, "merging twice is merging once");
  check(std::is_sorted(once.begin(), once.end(), fact_before), "merged facts are in order");
}

void check_description(const std::vector<Fact>& facts) {
  const std::string text = describe(facts, Rules{}, kNow);
  check(text.empty() || text.back() == '\n', "a description is of whole lines");
}

}  // namespace

}  // namespace greycache::fuzz

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace greycache;
  using namespace greycache::fuzz;
  const std::string_view text = Input(data, size).rest();
  std::vector<Fact> facts;
  const std::size_t bad = decode_record(text, facts);
  const auto ends = static_cast<std::size_t>(std::count(text.begin(), text.end(), '\n'));
  const std::size_t cut = text.empty() || text.back() == '\n' ? 0 : 1;
  check(facts.size() + bad == ends + cut, "every line is counted");

  std::vector<Fact> again;
  check(decode_record(encode_record(facts), again) == 0, "what was read can be written");
  check(again == facts, "and reads back as the same");
  check_merge(facts);
  check_description(facts);
  return 0;
}
