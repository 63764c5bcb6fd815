// What single lines of Postfix's log tell about mail that came in.
#include "greycache/maillog/log_record.h"

#include <algorithm>
#include <array>

#include "common/characters.h"
#include "common/text.h"
#include "greycache/policy/reference.h"

namespace greycache {

namespace {

bool take(std::string_view& text, std::string_view word) {
  if (!text.starts_with(word)) return false;
  text.remove_prefix(word.size());
  return true;
}

// The text up to a word, which is taken too.
std::optional<std::string_view> take_until(std::string_view& text, std::string_view word) {
  const std::size_t place = text.find(word);
  if (place == text.npos) return std::nullopt;
  const std::string_view before = text.substr(0, place);
  text.remove_prefix(place + word.size());
  return before;
}

std::optional<std::string> take_queue_id(std::string_view& text) {
  const std::size_t end = text.find(": ");
  if (end == text.npos || end == 0 || end > 20) return std::nullopt;
  const std::string_view id = text.substr(0, end);
  if (!std::all_of(id.begin(), id.end(), is_letter_or_digit)) return std::nullopt;
  text.remove_prefix(end + 2);
  return std::string(id);
}

// "; from=<s> to=<r> proto=ESMTP helo=<h>", where the first "; " is taken already.
bool take_envelope(std::string_view text, DeferredRecord& record) {
  const auto take_field = [&](std::string_view name, std::string& value) {
    if (!take(text, name)) return false;
    auto address = take_address(text);
    if (!address) return false;
    value = std::move(*address);
    return true;
  };
  if (!take_field("from=", record.sender)) return false;
  if (!take_field(" to=", record.recipient)) return false;
  if (!take(text, " proto=")) return false;
  const std::size_t end = std::min(text.find(' '), text.size());
  record.protocol = text.substr(0, end);
  text.remove_prefix(end);
  // Up to the end of the line: a helo may hold anything.
  if (take(text, " helo=<") && text.ends_with('>')) record.helo = text.substr(0, text.size() - 1);
  return true;
}

// "450 4.2.0 ", "450 ", "4.7.1 ": the codes of a reply.
void skip_codes(std::string_view& text) {
  text.remove_prefix(std::min(text.find_first_not_of("0123456789. "), text.size()));
}

// Of "Greylisted for 5 minutes (ref 7K3M9QXA)".
std::string reference_in(std::string_view reply) {
  constexpr std::string_view kBefore = " (ref ";
  const std::size_t place = reply.find(kBefore);
  if (place == reply.npos) return {};
  reply.remove_prefix(place + kBefore.size());
  const auto reference = parse_reference(reply.substr(0, reply.find(')')));
  return reference.value_or("");
}

// "RCPT from name[address]: 450 4.2.0 <recipient>: Recipient address rejected: Greylisted ...;
// ...", of a milter "END-OF-MESSAGE from name[address]: 4.7.1 Try again later; ...".
LogRecord read_reject(std::string queue_id, std::string_view text, const DeferralWords& words) {
  if (!take_until(text, " from ")) return OtherRecord{};
  auto client = take_client(text);
  if (!client || !take(text, ": ")) return BrokenRecord{};
  if (!text.starts_with('4')) return OtherRecord{};
  skip_codes(text);
  std::optional<std::string> rejected;
  if (text.starts_with('<')) {
    rejected = take_address(text);
    if (!rejected) return BrokenRecord{};
  }
  const auto reply = take_until(text, "; from=");
  if (!reply) {
    // Before there is a sender.
    const auto early = take_until(text, "; proto=");
    return early ? LogRecord(OtherDeferral{std::string(*early)}) : LogRecord(BrokenRecord{});
  }
  if (!words.tell(*reply)) return OtherDeferral{std::string(*reply)};
  DeferredRecord record;
  record.queue_id = std::move(queue_id);
  record.reference = reference_in(*reply);
  record.client = std::move(*client);
  if (!take_envelope("from=" + std::string(text), record)) return BrokenRecord{};
  const bool names_recipient = reply->starts_with(": Recipient address rejected");
  if (names_recipient && lower_ascii(rejected.value_or("")) != lower_ascii(record.recipient)) {
    return BrokenRecord{};
  }
  return record;
}

bool take_reject(std::string_view& text) {
  return take(text, "reject: ") || take(text, "milter-reject: ") || take(text, "proxy-reject: ");
}

// A milter's verdict on a message that smtpd has taken.
LogRecord read_cleanup(std::string_view text, const DeferralWords& words) {
  auto queue_id = take_queue_id(text);
  if (!queue_id || !take(text, "milter-reject: ")) return OtherRecord{};
  return read_reject(std::move(*queue_id), text, words);
}

LogRecord read_smtpd(std::string_view text, const DeferralWords& words) {
  auto queue_id = take_queue_id(text);
  if (!queue_id) return OtherRecord{};
  if (take_reject(text)) return read_reject({}, text, words);
  if (!take(text, "client=")) return OtherRecord{};
  auto client = take_client(text);
  if (!client) return BrokenRecord{};
  ClientRecord record{std::move(*queue_id), std::move(*client), {}};
  if (take_until(text, ", sasl_username=")) record.sasl_username = text.substr(0, text.find(','));
  return record;
}

// "NOQUEUE: reject: RCPT from [address]:port: 450 4.3.2 Service currently unavailable; ...": no
// policy service is asked there.
LogRecord read_postscreen(std::string_view text) {
  if (!take_queue_id(text) || !take(text, "reject: ") || !take_until(text, " from [") ||
      !take_until(text, "]:") || !take_until(text, ": ") || !text.starts_with('4')) {
    return OtherRecord{};
  }
  skip_codes(text);
  return OtherDeferral{"postscreen: " + std::string(text.substr(0, text.find("; from=")))};
}

LogRecord read_qmgr(std::string_view text) {
  auto queue_id = take_queue_id(text);
  if (!queue_id) return OtherRecord{};
  if (text == "removed") return RemovedRecord{std::move(*queue_id)};
  if (!take(text, "from=")) return OtherRecord{};
  auto sender = take_address(text);
  // "status=expired, returned to sender" comes with a from= too.
  if (!sender || !text.starts_with(", ")) return BrokenRecord{};
  return SenderRecord{std::move(*queue_id), std::move(*sender)};
}

LogRecord read_delivery(std::string_view text) {
  auto queue_id = take_queue_id(text);
  if (!queue_id || !take(text, "to=")) return OtherRecord{};
  auto recipient = take_address(text);
  if (recipient && take(text, ", orig_to=")) recipient = take_address(text);
  if (!recipient || !text.starts_with(", ")) return BrokenRecord{};
  return RecipientRecord{std::move(*queue_id), std::move(*recipient)};
}

}  // namespace

LogRecord read_log_record(const LogEntry& entry, const DeferralWords& words) {
  constexpr std::array<std::string_view, 8> kDelivery = {"smtp", "lmtp",    "local", "virtual",
                                                         "pipe", "discard", "error", "retry"};
  if (entry.program == "smtpd") return read_smtpd(entry.text, words);
  if (entry.program == "cleanup") return read_cleanup(entry.text, words);
  if (entry.program == "postscreen") return read_postscreen(entry.text);
  if (entry.program == "qmgr") return read_qmgr(entry.text);
  const bool delivers =
      std::find(kDelivery.begin(), kDelivery.end(), entry.program) != kDelivery.end();
  if (delivers) return read_delivery(entry.text);
  return OtherRecord{};
}

}  // namespace greycache
