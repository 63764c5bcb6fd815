// Senders that a mail server has rewritten by the Sender Rewriting Scheme (SRS).
#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace greycache {

struct RewrittenSender {
  std::string original;  // "alice@x.example"
  std::string domain;    // of who has rewritten it, lower case
};

// "SRS0=hash=day=x.example=alice@here.example" is alice@x.example;
// "SRS1=hash=there.example==hash=day=x.example=alice@here.example", rewritten a second time, is
// SRS0=hash=day=x.example=alice@there.example. Nothing for any other address.
std::optional<RewrittenSender> rewritten_sender(std::string_view sender);

}  // namespace greycache
