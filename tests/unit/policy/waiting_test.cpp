// What waits no more since its sender is auto-whitelisted.
#include "greycache/policy/waiting.h"

#include <doctest/doctest.h>

#include "greycache/policy/keys.h"
#include "greycache/policy/sender.h"

namespace greycache::waiting_test {

namespace {

constexpr UnixTime kNow = 1'760'000'000;

// Whether the connect of a sender counts as whitelisted by the entry that its retry makes.
bool whitelists_itself(const std::string& sender) {
  const Sender names = normalise_sender(sender, "bob@customer.example");
  Fact connect{FactKind::connect,
               "192.0.2",
               key_part(names.name, kSenderNameLimit),
               key_part(names.domain, kSenderDomainLimit),
               "bob@customer.example",
               kNow,
               kNow};
  Fact known = connect;
  known.kind = FactKind::from_awl;
  known.rcpt.clear();
  known.sender_name = key_part(names.awl_name, kSenderNameLimit);
  return already_whitelisted(connect, {&known, 1}, {kNow - 10, kNow - 10});
}

}  // namespace

TEST_CASE("a connect is whitelisted by the entry that its own retry makes") {
  for (const std::string& sender :
       {std::string("alice@x.example"), std::string("bounces+1-bob=customer.example@x.example"),
        std::string("list-bob=customer.example@x.example"), std::string(),
        std::string(64, 'a') + "@x.example", std::string(65, 'a') + "@x.example",
        std::string(70, 'a') + "@x.example", std::string(300, 'a') + "@x.example",
        "bounces+" + std::string(80, 'b') + "@x.example",
        "bounce-" + std::string(80, '1') + "@x.example"}) {
    CAPTURE(sender);
    CHECK(whitelists_itself(sender));
  }
}

}  // namespace greycache::waiting_test
