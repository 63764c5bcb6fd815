#include "greycache/engine/sqlgrey_log.h"

#include <fmt/format.h>

#include <string>

#include "common/text.h"
#include "common/typed_log.h"

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
  void decided(const DecidedRequest& decided) override {
    if (decided.again) return;
    if (decided.keys.src.empty()) return without_store(decided);
    if (logs_typed(LogType::grey, 2)) with_store(decided);
    if (decided.keys.sender_domain == "-undef-" && decided.keys.sender_name != "-undef-") {
      log_typed(LogType::martians, 2, "undefined domain, from is '{}'",
                escaped(decided.request.sender));
    }
  }

 private:
  static void without_store(const DecidedRequest& decided);
  static void with_store(const DecidedRequest& decided);
};

void SqlgreyLog::without_store(const DecidedRequest& decided) {
  const PolicyRequest& request = decided.request;
  switch (decided.outcome) {
    case Outcome::whitelisted:
      return log_typed(LogType::whitelist, 2, "{}, {}({}) -> {}", escaped(request.sender),
                       escaped(request.client_address), escaped(request.client_name),
                       escaped(request.recipient));
    case Outcome::inactive:
      return log_typed(LogType::optin, 2, "greylisting inactive for {}: {}, {}({})",
                       escaped(request.recipient), escaped(request.sender),
                       escaped(request.client_address), escaped(request.client_name));
    case Outcome::unsuspicious:
      return log_typed(LogType::conf, 2,
                       "Discrimination Passed check - not greylisting {}({}): {} -> {}",
                       escaped(request.client_address), escaped(request.client_name),
                       escaped(request.sender), escaped(request.recipient));
    default:
      return log_typed(LogType::other, 3, "{}: {}, {}({}) -> {}", outcome_name(decided.outcome),
                       escaped(request.sender), escaped(request.client_address),
                       escaped(request.client_name), escaped(request.recipient));
  }
}

template <typename... Args>
void log_grey(fmt::format_string<Args...> format, Args&&... args) {
  log_typed(LogType::grey, 2, format, std::forward<Args>(args)...);
}

void log_awl_addition(const DecidedRequest& decided, const std::string& src) {
  const bool domain = !decided.decision.changes.empty() &&
                      decided.decision.changes.front().kind == FactKind::domain_awl;
  const std::string sender_domain = readable(decided.keys.sender_domain);
  if (domain) {
    log_grey("domain awl: {}, {} added", src, sender_domain);
  } else {
    log_grey("from awl: {}, {}@{} added", src, readable(decided.keys.awl_name), sender_domain);
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
      return log_grey("domain awl match: updating {}, {}", client, domain);
    case Outcome::from_awl:
      return log_grey("from awl match: updating {}, {}@{}({})", client, readable(keys.awl_name),
                      domain, sender);
    case Outcome::reconnect:
      log_grey("reconnect ok: {}, {} -> {} ({})", client, sender, rcpt, decided.decision.delay);
      return log_awl_addition(decided, src);
    case Outcome::early:
      return log_grey("early reconnect: {}, {} -> {}", client, sender, rcpt);
    case Outcome::throttled:
      return log_grey("throttling: {}, {} -> {}", client, sender, rcpt);
    case Outcome::fresh:
      return log_grey("new: {}, {} -> {}", client, sender, rcpt);
    default:
      return log_grey("{}: {}, {} -> {}", outcome_name(decided.outcome), client, sender, rcpt);
  }
}

}  // namespace

std::unique_ptr<DecisionLog> make_sqlgrey_log() {
  return std::make_unique<SqlgreyLog>();
}

std::string spam_text(const Fact& forgotten) {
  return fmt::format("{}: {}@{} -> {} at {}", source(forgotten.src),
                     readable(forgotten.sender_name), readable(forgotten.sender_domain),
                     readable(forgotten.rcpt), forgotten.first_seen);
}

}  // namespace greycache
