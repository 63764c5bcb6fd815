// Whitelists of senders and recipients, and lists that were fetched: an address in the first line,
// then a list's text.
#include <string>

#include "greycache/policy/lists/address_whitelist.h"
#include "greyctl/lists/list_difference.h"
#include "greyctl/lists/list_judgement.h"
#include "tests/fuzz/check.h"
#include "tests/fuzz/input.h"

namespace greycache::fuzz {

namespace {

void check_names(const AddressNames& names, const AddressWhitelist& whitelist,
                 AddressWhitelist::Held least) {
  const auto held = [&](const std::string& address) {
    const auto found = whitelist.held(address);
    check(found == least || found == AddressWhitelist::Held::always, "what is listed is held");
  };
  for (const std::string& address : names.addresses) held(address);
  for (const std::string& domain : names.domains) {
    held("somebody@" + domain);
    held("somebody@below." + domain);
  }
  for (const std::string& local_part : names.local_parts) held(local_part + "@any.example");
}

void check_whitelist(Addressee addressee, std::string_view text, std::string_view address) {
  ListComplaints complaints("fuzz.list");
  const AddressEntries entries = parse_address_entries(text, addressee, complaints);
  const AddressWhitelist whitelist({&entries, 1});
  whitelist.held(address);
  check_names(entries.always, whitelist, AddressWhitelist::Held::always);
  check_names(entries.of_organisation, whitelist, AddressWhitelist::Held::of_organisation);
  check(addressee == Addressee::sender || whitelist.of_organisation() == 0,
        "nothing is required of a recipient's client");
  for (const auto& sentence : complaints.sentences()) {
    check(is_log_text(sentence), "a complaint fits a log");
  }
}

void check_fetched(const FetchedList& list, std::string_view text, std::string_view before) {
  for (const std::string& fault : faults_of(list, before, text)) {
    check(is_log_text(fault), "a fault fits a terminal");
  }
  for (const char c : difference_text(list, before, text)) {
    check(c == '\n' || (c >= 0x20 && c <= 0x7e), "a difference fits a terminal");
  }
}

}  // namespace

}  // namespace greycache::fuzz

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace greycache::fuzz;
  Input input(data, size);
  const std::string_view first = input.line();
  check_whitelist(greycache::Addressee::sender, input.rest(), first);
  check_whitelist(greycache::Addressee::recipient, input.rest(), first);
  for (const auto& list : greycache::fetched_lists()) check_fetched(list, input.rest(), first);
  return 0;
}
