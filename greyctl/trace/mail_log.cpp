// Postfix's log, joined into the questions that its smtpd may have asked.
#include "greyctl/trace/mail_log.h"

#include <algorithm>
#include <tuple>
#include <utility>

#include "common/inet_address.h"
#include "common/json_object.h"
#include "common/text.h"
#include "greyctl/trace/own_domains.h"
#include "greyctl/trace/rewritten_sender.h"

namespace greycache {

namespace {

// A reply without what differs from mail to mail: addresses, names and numbers.
std::string without_names(std::string_view reply) {
  std::string text;
  for (std::size_t i = 0; i < reply.size(); ++i) {
    const char closing = reply[i] == '<' ? '>' : reply[i] == '[' ? ']' : '\0';
    const std::size_t end = closing == '\0' ? reply.npos : reply.find(closing, i);
    text += reply[i];
    if (end == reply.npos) continue;
    text += closing;
    i = end;
  }
  return std::string(trimmed(text.starts_with(": ") ? text.substr(2) : text));
}

}  // namespace

std::string LoggedAttempt::json() const {
  JsonObject request;
  request.add_text("request", "smtpd_access_policy").add_text("protocol_state", "RCPT");
  if (!protocol.empty()) request.add_text("protocol_name", protocol);
  if (helo) request.add_text("helo_name", *helo);
  request.add_text("client_address", client.address)
      .add_text("client_name", client.name)
      .add_text("sender", sender)
      .add_text("recipient", recipient);
  if (!sasl_username.empty()) request.add_text("sasl_username", sasl_username);
  JsonObject line;
  line.add_number("at", at).add_text("logged", was_accepted ? "accepted" : "deferred");
  if (!reference.empty()) line.add_text("reference", reference);
  return line.add("request", request.text()).text();
}

void MailLog::add_line(std::string_view line) {
  ++counts_.lines;
  if (line.ends_with('\r')) line.remove_suffix(1);  // a log that went by way of another system
  const auto read = read_log_line(line, times_);
  if (!read || !read->entry) {
    ++(read ? counts_.of_others : counts_.without_time);
    if (!read) keep_strange(line);
    return;
  }
  counts_.year_guessed += read->time.year_guessed ? 1 : 0;
  counts_.zone_guessed += read->time.zone_guessed ? 1 : 0;
  std::visit([&](auto&& record) { keep(std::forward<decltype(record)>(record), read->time.at); },
             read_log_record(*read->entry, words_));
}

void MailLog::keep_strange(std::string_view line) {
  if (first_strange_.empty() && !line.empty()) first_strange_ = escaped(line, 60);
}

void MailLog::keep(OtherDeferral&& record, UnixTime) {
  ++counts_.other_deferrals;
  std::string reply = escaped(without_names(record.reply), 80);
  if (other_replies_.size() < kMostReplies || other_replies_.contains(reply)) {
    ++other_replies_[std::move(reply)];
  }
}

std::vector<MailLog::Reply> MailLog::other_replies() const {
  std::vector<Reply> replies(other_replies_.begin(), other_replies_.end());
  std::sort(replies.begin(), replies.end(), [](const Reply& a, const Reply& b) {
    return std::tie(b.second, a.first) < std::tie(a.second, b.first);
  });
  replies.resize(std::min(replies.size(), kMostShown));
  return replies;
}

void MailLog::keep(DeferredRecord&& record, UnixTime at) {
  ++counts_.deferred;
  messages_.erase(record.queue_id);
  attempts_.push_back({at,
                       std::move(record.client),
                       std::move(record.sender),
                       std::move(record.recipient),
                       std::move(record.protocol),
                       std::move(record.helo),
                       {},
                       std::move(record.reference),
                       false,
                       !record.queue_id.empty()});
}

void MailLog::keep(ClientRecord&& record, UnixTime at) {
  Message message{at, std::move(record.client), std::move(record.sasl_username), {}, {}};
  const auto [place, fresh] = messages_.try_emplace(record.queue_id);
  if (!fresh) finish(std::move(place->second));
  place->second = std::move(message);
}

void MailLog::keep(SenderRecord&& record, UnixTime) {
  const auto message = messages_.find(record.queue_id);
  if (message != messages_.end()) message->second.sender = std::move(record.sender);
}

void MailLog::keep(RecipientRecord&& record, UnixTime) {
  const auto message = messages_.find(record.queue_id);
  if (message == messages_.end()) return;
  // Again with each try to deliver, and for each address that an alias stands for.
  std::vector<std::string>& recipients = message->second.recipients;
  if (std::find(recipients.begin(), recipients.end(), record.recipient) == recipients.end()) {
    recipients.push_back(std::move(record.recipient));
  }
}

void MailLog::keep(RemovedRecord&& record, UnixTime) {
  auto message = messages_.extract(record.queue_id);
  if (!message.empty()) finish(std::move(message.mapped()));
}

void MailLog::finish(Message&& message) {
  if (is_loopback(message.client.address)) {
    ++counts_.local;
    return;
  }
  if (!message.sender || message.recipients.empty()) {
    ++counts_.incomplete;
    return;
  }
  for (std::string& recipient : message.recipients) {
    ++counts_.accepted;
    attempts_.push_back({message.at,
                         message.client,
                         *message.sender,
                         std::move(recipient),
                         {},
                         std::nullopt,
                         message.sasl_username,
                         {},
                         true,
                         true});
  }
}

// smtpd asks about the sender as it came in; what this host makes of it stands in the queue.
void MailLog::restore_senders() {
  OwnDomains own;
  for (const LoggedAttempt& attempt : attempts_) {
    own.add_recipient(attempt.recipient);
    if (!attempt.behind_smtpd) own.add_deferred(attempt.sender, attempt.recipient);
  }
  for (const LoggedAttempt& attempt : attempts_) {
    if (!attempt.behind_smtpd) continue;
    if (const auto sender = rewritten_sender(attempt.sender)) {
      own.add_rewritten(*sender, attempt.recipient);
    }
  }
  for (LoggedAttempt& attempt : attempts_) {
    auto sender = attempt.behind_smtpd ? rewritten_sender(attempt.sender) : std::nullopt;
    if (!sender || !own.hold(sender->domain)) continue;
    attempt.sender = std::move(sender->original);
    ++counts_.rewritten;
  }
}

std::vector<LoggedAttempt> MailLog::take_attempts() {
  for (auto& [queue_id, message] : messages_) finish(std::move(message));
  messages_.clear();
  restore_senders();
  std::vector<LoggedAttempt> attempts = std::exchange(attempts_, {});
  std::sort(attempts.begin(), attempts.end(), [](const LoggedAttempt& a, const LoggedAttempt& b) {
    return std::tie(a.at, a.client.address, a.sender, a.recipient) <
           std::tie(b.at, b.client.address, b.sender, b.recipient);
  });
  return attempts;
}

}  // namespace greycache
