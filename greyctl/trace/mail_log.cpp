// Postfix's log, joined into the questions that its smtpd may have asked.
#include "greyctl/trace/mail_log.h"

#include <fmt/format.h>

#include <algorithm>
#include <utility>

#include "common/text.h"

namespace greycache {

namespace {

bool is_loopback(const std::string& address) {
  return address.starts_with("127.") || address == "::1";
}

void add_member(std::string& json, std::string_view name, std::string_view value) {
  json += fmt::format(R"(, "{}": {})", name, json_string(value));
}

}  // namespace

std::string LoggedAttempt::json() const {
  std::string text = fmt::format(
      R"({{"at": {}, "request": {{"request": "smtpd_access_policy", "protocol_state": "RCPT")", at);
  if (!protocol.empty()) add_member(text, "protocol_name", protocol);
  if (helo) add_member(text, "helo_name", *helo);
  add_member(text, "client_address", client.address);
  add_member(text, "client_name", client.name);
  add_member(text, "sender", sender);
  add_member(text, "recipient", recipient);
  if (!sasl_username.empty()) add_member(text, "sasl_username", sasl_username);
  return text + "}}";
}

void MailLog::add_line(std::string_view line) {
  ++counts_.lines;
  const auto time = times_.read(line);
  if (!time) {
    ++counts_.without_time;
    return;
  }
  counts_.year_guessed += time->year_guessed ? 1 : 0;
  const auto entry = read_log_entry(line.substr(time->length));
  if (!entry) return;
  std::visit([&](auto&& record) { keep(std::forward<decltype(record)>(record), time->at); },
             read_log_record(*entry));
}

void MailLog::keep(DeferredRecord&& record, UnixTime at) {
  ++counts_.deferred;
  attempts_.push_back({at,
                       std::move(record.client),
                       std::move(record.sender),
                       std::move(record.recipient),
                       std::move(record.protocol),
                       std::move(record.helo),
                       {}});
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
                         message.sasl_username});
  }
}

std::vector<LoggedAttempt> MailLog::take_attempts() {
  for (auto& [queue_id, message] : messages_) finish(std::move(message));
  messages_.clear();
  std::vector<LoggedAttempt> attempts = std::exchange(attempts_, {});
  std::sort(attempts.begin(), attempts.end(), [](const LoggedAttempt& a, const LoggedAttempt& b) {
    return std::tie(a.at, a.client.address, a.sender, a.recipient) <
           std::tie(b.at, b.client.address, b.sender, b.recipient);
  });
  return attempts;
}

}  // namespace greycache
