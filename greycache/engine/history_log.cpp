// A decided request as a row of the history.
#include "greycache/engine/history_log.h"

#include <fmt/format.h>

#include <algorithm>
#include <optional>
#include <string>
#include <string_view>
#include <utility>

#include "common/ip_address.h"
#include "common/text.h"
#include "greycache/policy/organisation/unit.h"
#include "greycache/policy/reply.h"

namespace greycache {

namespace {

// What nearly every row's texts fit in, so that they are one allocation.
constexpr std::size_t kUsualTexts = 255;

// Longer than any that is kept, which is cut with a mark.
std::string_view bounded(std::string_view text) {
  return text.substr(0, 2 * kHistoryNameLimit);
}

// The texts of a row, in the order of kHistoryColumns.
class Texts {
 public:
  Texts() { joined_.reserve(kUsualTexts); }

  Texts& add(std::string_view text) {
    if (std::exchange(begun_, true)) joined_ += kBetweenTexts;
    joined_ += text;
    return *this;
  }
  // As a key part; what is absent stays empty.
  Texts& add_part(std::string_view text, std::size_t limit = kHistoryNameLimit) {
    name_ = text;
    return add_name(limit);
  }
  Texts& add_lower_part(std::string_view text) {
    lower_ascii(bounded(text), name_);
    return add_name(kHistoryNameLimit);
  }
  std::string take() { return std::move(joined_); }

 private:
  Texts& add_name(std::size_t limit) {
    if (!name_.empty()) make_key_part(name_, limit);
    return add(name_);
  }

  std::string joined_;
  std::string name_;  // its memory is used again
  bool begun_ = false;
};

std::string rule_of(const DecidedRequest& decided) {
  return decided.rule ? fmt::format("discrimination:{}", *decided.rule) : std::string();
}

std::string_view standing_of(const DecidedRequest& decided) {
  if (decided.organisation.empty()) return {};
  return decided.good_standing ? "good" : "bad";
}

// In the one form that it is asked for in, however it was written.
std::string address_text(std::string_view written) {
  const bool may_differ = written.find(':') != written.npos;
  const auto address = may_differ ? IpAddress::parse(written) : std::nullopt;
  return address ? address->text() : std::string(bounded(written));
}

// Of a mail that came back.
UnixTime delay_of(const DecidedRequest& decided, UnixTime now) {
  if (decided.outcome == Outcome::reconnect) return decided.decision.delay;
  const std::optional<Seen>& connect = decided.known.connect;
  if (decided.outcome != Outcome::early || !connect) return 0;
  return std::max<UnixTime>(now - connect->first_seen, 0);
}

class HistoryLog : public DecisionLog {
 public:
  HistoryLog(std::unique_ptr<DecisionLog> log, HistoryWriter& writer, std::string mx,
             std::function<UnixTime()> clock)
      : log_(std::move(log)), writer_(writer), mx_(std::move(mx)), clock_(std::move(clock)) {}

  void decided(const DecidedRequest& decided) override {
    log_->decided(decided);
    if (decided.again || !has_reference(decided.outcome)) return;
    writer_.add(history_line_of(decided, mx_, clock_()));
  }

 private:
  std::unique_ptr<DecisionLog> log_;
  HistoryWriter& writer_;
  std::string mx_;
  std::function<UnixTime()> clock_;
};

}  // namespace

HistoryLine history_line_of(const DecidedRequest& decided, std::string_view mx, UnixTime now) {
  const PolicyRequest& request = decided.request;
  Texts texts;
  texts.add(mx).add(decided.reference).add(outcome_name(decided.outcome)).add(rule_of(decided));
  texts.add_part(address_text(request.client_address)).add_lower_part(request.client_name);
  texts.add_part(bounded(request.helo_name));
  texts.add_lower_part(request.sender).add_lower_part(request.recipient).add(decided.keys.src);
  // As in the keys of its entries.
  texts.add_part(decided.organisation, kOrganisationLimit).add(standing_of(decided));
  return {now, delay_of(decided, now), texts.take()};
}

std::unique_ptr<DecisionLog> make_history_log(std::unique_ptr<DecisionLog> log,
                                              HistoryWriter& writer, std::string mx,
                                              std::function<UnixTime()> clock) {
  return std::make_unique<HistoryLog>(std::move(log), writer, std::move(mx), std::move(clock));
}

}  // namespace greycache
