// What single lines of Postfix's log tell about mail that came in.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <variant>

#include "greycache/maillog/deferral_words.h"
#include "greycache/maillog/log_address.h"
#include "greycache/maillog/log_entry.h"

namespace greycache {

// smtpd, or cleanup for a milter: a recipient was deferred by a greylister.
struct DeferredRecord {
  std::string queue_id;  // of the message that it ends; empty where there was none
  LogClient client;
  std::string sender;
  std::string recipient;
  std::string protocol;
  std::string helo;
  std::string reference;  // Greycache's; empty where the reply has none
};
// A temporary refusal for another reason, or in words that are not known.
struct OtherDeferral {
  std::string reply;  // without addresses
};
// smtpd: the first recipient of a message was accepted.
struct ClientRecord {
  std::string queue_id;
  LogClient client;
  std::string sasl_username;
};
// qmgr: its sender.
struct SenderRecord {
  std::string queue_id;
  std::string sender;
};
// A delivery: a recipient, as smtpd had it where the log tells (orig_to).
struct RecipientRecord {
  std::string queue_id;
  std::string recipient;
};
// qmgr: the message is gone, and its queue id free.
struct RemovedRecord {
  std::string queue_id;
};
// Ought to be one of the above and cannot be read.
struct BrokenRecord {};
struct OtherRecord {};

using LogRecord = std::variant<OtherRecord, BrokenRecord, DeferredRecord, OtherDeferral,
                               ClientRecord, SenderRecord, RecipientRecord, RemovedRecord>;

// All of the text is untrusted but its order: client, reply and the names of the fields are
// Postfix's, addresses and helo the client's, who may write field names into them.
LogRecord read_log_record(const LogEntry& entry, const DeferralWords& words);

}  // namespace greycache
