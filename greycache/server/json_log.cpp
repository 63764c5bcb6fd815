#include "greycache/server/json_log.h"

#include <fmt/format.h>

#include <string>

#include "common/log.h"
#include "common/text.h"

namespace greycache {

namespace {

class JsonLog : public DecisionLog {
 public:
  explicit JsonLog(const LogLevels& levels) : levels_(levels) {}

  void decided(const DecidedRequest& decided) override {
    if (!levels_.logs(LogType::grey, 2)) return;
    std::string line = "{";
    const auto add = [&](std::string_view name, std::string_view json) {
      line += fmt::format("{}\"{}\":{}", line.size() > 1 ? "," : "", name, json);
    };
    const auto add_text = [&](std::string_view name, std::string_view text) {
      add(name, json_string(text.substr(0, 512)));
    };
    const PolicyRequest& request = decided.request;
    add_text("outcome", outcome_name(decided.outcome));
    add_text("action", decided.action);
    add("delay",
        decided.outcome == Outcome::reconnect ? fmt::to_string(decided.decision.delay) : "null");
    add("rule", decided.rule ? fmt::to_string(*decided.rule) : "null");
    add("src", decided.keys.src.empty() ? "null" : json_string(decided.keys.src));
    add_text("client_address", request.client_address);
    add_text("client_name", request.client_name);
    add_text("helo_name", request.helo_name);
    add_text("sender", request.sender);
    add_text("recipient", request.recipient);
    add_text("instance", request.instance);
    log(LogLevel::notice, "{}}}", line);
  }

 private:
  LogLevels levels_;
};

}  // namespace

std::unique_ptr<DecisionLog> make_json_log(const LogLevels& levels) {
  return std::make_unique<JsonLog>(levels);
}

}  // namespace greycache
