// Shows whom the shipped whitelist of names lets pass: known pools, and nobody else.
#include <doctest/doctest.h>

#include <algorithm>
#include <array>
#include <string>
#include <string_view>
#include <vector>

#include "common/text.h"
#include "greycache/policy/lists/client_whitelist.h"
#include "tests/unit/lists/customer_domains.h"
#include "tests/unit/lists/seen_senders.h"
#include "tests/unit/shipped_lists.h"

namespace greycache {

namespace {

// Labels that a customer, or a robot's owner, would choose.
constexpr std::string_view kChosen[] = {
    "mail",  "smtp", "mx1",      "mout",    "mailout",  "smtp-out",  "outbound", "relay",
    "send",  "mta1", "mta-1-2",  "o1.p1",   "out-1",    "a.smtp",    "sender",   "bounce",
    "a-1.b", "www",  "10.2.3.4", "1-2-3-4", "host1.mx", "mail.mail", "vps1",     "static",
};

struct Organisation {
  std::string comment;
  std::vector<std::string> entries;
};

std::string shipped_text() {
  return shipped_list("clients_fqdn_whitelist");
}

// The paragraphs of the file that hold entries: each is an organisation.
std::vector<Organisation> organisations() {
  std::vector<Organisation> found(1);
  const std::string text = shipped_text();
  for (const std::string_view line : split(text, '\n')) {
    if (line.empty()) {
      if (!found.back().entries.empty()) found.emplace_back();
      found.back().comment.clear();
    } else if (line.starts_with("#")) {
      found.back().comment += line;
    } else {
      found.back().entries.emplace_back(line);
    }
  }
  if (found.back().entries.empty()) found.pop_back();
  return found;
}

ClientWhitelist whitelist_of(std::string_view text) {
  ListComplaints complaints("clients_fqdn_whitelist");
  const std::array lists{parse_client_names(text, complaints)};
  CHECK(complaints.sentences().empty());
  return ClientWhitelist(lists);
}

bool listed(const ClientWhitelist& whitelist, const std::string& name) {
  return whitelist.holds("203.0.113.1", name);
}

// Where the domain begins that the owner of the name has registered: behind "mail-1.x." of
// "mail-1.x.yahoo.co.jp".
std::size_t registered(std::string_view name) {
  const std::size_t top = name.rfind('.');
  std::size_t second = name.rfind('.', top - 1);
  const std::string_view middle = name.substr(second + 1, top - second - 1);
  if (middle == "co" || middle == "com") second = name.rfind('.', second - 1);
  return second + 1;
}

// Names of others' machines that look like `name`.
std::vector<std::string> look_alikes(std::string_view name) {
  const std::string host(name);
  const std::size_t domain = registered(name);
  const std::string before = host.substr(0, domain);
  const std::string owner = host.substr(domain);
  const std::string second = owner.substr(0, owner.find('.'));
  return {
      host + ".evil.example",        host + "-evil.example",
      before + "evil-" + owner,      before + "evil" + owner,
      before + second + ".example",  before + owner + ".example",
      before + "evil.example",       host.substr(0, domain - 1) + "-" + owner,
      "mail." + second + ".example",
  };
}

}  // namespace

TEST_CASE("the shipped whitelist names sixty organisations and more, and says of each who it is") {
  const std::vector<Organisation> all = organisations();
  CHECK(all.size() >= 60);
  std::vector<std::string> entries;
  for (const Organisation& one : all) {
    CAPTURE(one.entries.front());
    CHECK(one.comment.starts_with("# "));
    CHECK(one.comment.find(": ") != std::string::npos);
    entries.insert(entries.end(), one.entries.begin(), one.entries.end());
  }
  std::sort(entries.begin(), entries.end());
  CHECK(std::adjacent_find(entries.begin(), entries.end()) == entries.end());
}

TEST_CASE("each entry of the shipped whitelist lets hosts pass that were seen to send") {
  for (const Organisation& one : organisations()) {
    for (const std::string& entry : one.entries) {
      CAPTURE(entry);
      const ClientWhitelist alone = whitelist_of(entry);
      CHECK(std::any_of(std::begin(kSeen), std::end(kSeen),
                        [&](std::string_view name) { return listed(alone, std::string(name)); }));
    }
  }
  const ClientWhitelist whitelist = whitelist_of(shipped_text());
  for (const std::string_view name : kSeen) {
    CHECK_MESSAGE(listed(whitelist, std::string(name)), name);
  }
}

TEST_CASE("the shipped whitelist lets no name pass that looks like one of a known pool") {
  const ClientWhitelist whitelist = whitelist_of(shipped_text());
  for (const std::string_view name : kSeen) {
    for (const std::string& other : look_alikes(name)) {
      CHECK_MESSAGE(!listed(whitelist, other), other);
    }
  }
  for (const char* name :
       {"outbound.protection.outlook.com.evil.example", "evil-google.com", "google.com",
        "mail-ed1-f41.google.com.evil.example", "mail-ed1-f41.evil-google.com", "unknown",
        "example-com.mail.protection.outlook.com", "www.google.com", "mx.google.com.example",
        "ec2-203-0-113-1.compute-1.amazonaws.com"}) {
    CHECK_MESSAGE(!listed(whitelist, name), name);
  }
}

TEST_CASE("the shipped whitelist lets no machine pass whose owner chose its name") {
  const ClientWhitelist whitelist = whitelist_of(shipped_text());
  for (const std::string_view suffix : kCustomers) {
    const std::string within = "." + std::string(suffix);
    CHECK_MESSAGE(!listed(whitelist, std::string(suffix)), suffix);
    for (const std::string_view label : kChosen) {
      CHECK_MESSAGE(!listed(whitelist, std::string(label) + within), label << within);
    }
  }
}

TEST_CASE("a name of a known pool in front of a customer's domain is the customer's") {
  const ClientWhitelist whitelist = whitelist_of(shipped_text());
  std::size_t next = 0;
  for (const std::string_view name : kSeen) {
    const std::string_view suffix = kCustomers[next++ % std::size(kCustomers)];
    const std::string whole = std::string(name) + "." + std::string(suffix);
    CHECK_MESSAGE(!listed(whitelist, whole), whole);
  }
}

}  // namespace greycache
