// Client whitelists and smart's patterns: a client's name in the first line, then a list's text.
#include <array>
#include <string>

#include "greycache/policy/lists/client_whitelist.h"
#include "greycache/policy/lists/smart_patterns.h"
#include "greycache/policy/source.h"
#include "tests/fuzz/check.h"
#include "tests/fuzz/input.h"

namespace greycache::fuzz {

namespace {

void check_addresses(std::string_view text, ListComplaints& complaints) {
  const std::array lists{parse_client_addresses(text, complaints)};
  const ClientWhitelist whitelist(lists);
  for (const Network& network : lists[0].networks) {
    check(whitelist.holds(network.address.text(), ""), "a listed network is held");
    check(whitelist.holds("", "") == false, "nothing is not");
  }
}

void check_names(std::string_view text, std::string_view client_name, ListComplaints& complaints) {
  const std::array lists{parse_client_names(text, complaints)};
  const ClientWhitelist whitelist(lists);
  for (const std::string& name : lists[0].names) {
    check(whitelist.holds("192.0.2.1", name), "a listed name is held");
  }
  for (const std::string& domain : lists[0].domains) {
    check(whitelist.holds("192.0.2.1", "mx." + domain), "a name in a listed domain is held");
  }
  bool matched = false;
  for (const auto& pattern : lists[0].patterns) {
    matched = matched || pattern->matches(client_name);
  }
  check(!matched || whitelist.holds("", client_name), "what a pattern matches is held");
}

void check_smart(std::string_view text, std::string_view client_name, ListComplaints& complaints) {
  SmartPatterns patterns;
  patterns.read_smtp_server(text, complaints);
  patterns.read_dyn_fqdn(text, complaints);
  const std::string src = source_of({GreyMethod::smart, 64, &patterns}, "192.0.2.77", client_name);
  check(src == "192.0.2" || src == "192.0.2.77", "a source is the address or its network");
}

}  // namespace

}  // namespace greycache::fuzz

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace greycache::fuzz;
  Input input(data, size);
  const std::string_view client_name = input.line();
  greycache::ListComplaints complaints("fuzz.list");
  check_addresses(input.rest(), complaints);
  check_names(input.rest(), client_name, complaints);
  check_smart(input.rest(), client_name, complaints);
  check(complaints.sentences().size() <= greycache::ListComplaints::kMost + 1, "few complaints");
  for (const auto& sentence : complaints.sentences()) {
    check(is_log_text(sentence), "a complaint fits a log");
  }
  return 0;
}
