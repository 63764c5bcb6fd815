#include "greycache/server/sqlgrey_log.h"

#include <fmt/format.h>

#include <string>

#include "common/log.h"
#include "common/text.h"

namespace greycache {

namespace {

// A key part as the person wrote it; "%" stands for an empty one (policy/keys.h).
std::string readable(const std::string& key_part) {
  return key_part == "%" ? std::string() : escaped(percent_decoded(key_part));
}

std::string source(const std::string& src) {
  // sqlgrey-logstats knows addresses, not networks.
  return src.substr(0, src.find('/'));
}

class SqlgreyLog : public DecisionLog {
 public:
  explicit SqlgreyLog(const LogLevels& levels) : levels_(levels) {}

  void decided(const DecidedRequest& decided) override {
    if (decided.keys.src.empty()) return without_store(decided);
    if (levels_.logs(LogType::grey, 2)) with_store(decided);
    if (levels_.logs(LogType::martians, 2) && decided.keys.sender_domain == "-undef-" &&
        decided.keys.sender_name != "-undef-") {
      log(LogLevel::notice, "martians: undefined domain, from is '{}'",
          escaped(decided.request.sender));
    }
  }

 private:
  void without_store(const DecidedRequest& decided) const;
  static void with_store(const DecidedRequest& decided);

  LogLevels levels_;
};

void SqlgreyLog::without_store(const DecidedRequest& decided) const {
  const PolicyRequest& request = decided.request;
  switch (decided.outcome) {
    case Outcome::whitelisted:
      if (!levels_.logs(LogType::whitelist, 2)) return;
      return log(LogLevel::notice, "whitelist: {}, {}({}) -> {}", escaped(request.sender),
                 escaped(request.client_address), escaped(request.client_name),
                 escaped(request.recipient));
    case Outcome::inactive:
      if (!levels_.logs(LogType::optin, 3)) return;
      return log(LogLevel::info, "optin: greylisting inactive for {}", escaped(request.recipient));
    case Outcome::unsuspicious:
      if (!levels_.logs(LogType::conf, 3)) return;
      return log(LogLevel::info, "conf: Discrimination Passed check - not greylisting {}",
                 escaped(request.client_address));
    default:
      if (!levels_.logs(LogType::other, 3)) return;
      return log(LogLevel::info, "other: {}: {}, {}({}) -> {}", outcome_name(decided.outcome),
                 escaped(request.sender), escaped(request.client_address),
                 escaped(request.client_name), escaped(request.recipient));
  }
}

void log_awl_addition(const DecidedRequest& decided, const std::string& src) {
  const bool domain = !decided.decision.changes.empty() &&
                      decided.decision.changes.front().kind == FactKind::domain_awl;
  const std::string sender_domain = readable(decided.keys.sender_domain);
  if (domain) {
    log(LogLevel::notice, "grey: domain awl: {}, {} added", src, sender_domain);
  } else {
    log(LogLevel::notice, "grey: from awl: {}, {}@{} added", src, readable(decided.keys.awl_name),
        sender_domain);
  }
}

void SqlgreyLog::with_store(const DecidedRequest& decided) {
  const Keys& keys = decided.keys;
  const std::string src = source(keys.src);
  const std::string domain = readable(keys.sender_domain);
  const std::string sender = readable(keys.sender_name) + "@" + domain;
  const std::string client = fmt::format("{}({})", src, escaped(decided.request.client_address));
  const std::string rcpt = readable(keys.rcpt);
  switch (decided.outcome) {
    case Outcome::domain_awl:
      return log(LogLevel::notice, "grey: domain awl match: updating {}, {}", client, domain);
    case Outcome::from_awl:
      return log(LogLevel::notice, "grey: from awl match: updating {}, {}@{}({})", client,
                 readable(keys.awl_name), domain, sender);
    case Outcome::reconnect:
      log(LogLevel::notice, "grey: reconnect ok: {}, {} -> {} ({})", client, sender, rcpt,
          decided.decision.delay);
      return log_awl_addition(decided, src);
    case Outcome::early:
      return log(LogLevel::notice, "grey: early reconnect: {}, {} -> {}", client, sender, rcpt);
    case Outcome::throttled:
      return log(LogLevel::notice, "grey: throttling: {}, {} -> {}", client, sender, rcpt);
    case Outcome::fresh:
      return log(LogLevel::notice, "grey: new: {}, {} -> {}", client, sender, rcpt);
    default:
      return log(LogLevel::notice, "grey: {}: {}, {} -> {}", outcome_name(decided.outcome), client,
                 sender, rcpt);
  }
}

}  // namespace

std::unique_ptr<DecisionLog> make_sqlgrey_log(const LogLevels& levels) {
  return std::make_unique<SqlgreyLog>(levels);
}

std::string spam_line(const Fact& forgotten) {
  return fmt::format("spam: {}: {}@{} -> {} at {}", source(forgotten.src),
                     readable(forgotten.sender_name), readable(forgotten.sender_domain),
                     readable(forgotten.rcpt), forgotten.first_seen);
}

}  // namespace greycache
