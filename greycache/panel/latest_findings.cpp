// A look that is under way may have read the file before it changed: it is for those before it.
#include "greycache/panel/latest_findings.h"

#include <utility>

namespace greycache {

LatestFindings::LatestFindings(EventLoop& loop, Make make)
    : loop_(loop), make_(std::move(make)), patience_(loop, [this] { lose_patience(); }) {}

void LatestFindings::ask(Told told) {
  waiting_.push_back({std::move(told), begun_ + 1, loop_.now() + kPatience});
  if (!under_way_ && !begin()) return tell_all();
  if (!patience_.running()) patience_.start(kPatience);
}

bool LatestFindings::begin() {
  ++begun_;
  under_way_ = true;
  if (!make_()) under_way_ = false;
  return under_way_;
}

void LatestFindings::found(std::vector<PanelFinding> findings) {
  findings_ = std::move(findings);
  under_way_ = false;
  while (!waiting_.empty() && waiting_.front().look <= begun_) tell_first();
  if (waiting_.empty()) return patience_.stop();
  if (!under_way_ && !begin()) tell_all();
}

void LatestFindings::tell_first() {
  const Told told = std::move(waiting_.front().told);
  waiting_.pop_front();
  told(findings_);
}

void LatestFindings::tell_all() {
  while (!waiting_.empty()) tell_first();
}

void LatestFindings::lose_patience() {
  const auto now = loop_.now();
  while (!waiting_.empty() && waiting_.front().until <= now) tell_first();
  if (waiting_.empty()) return;
  patience_.start(
      std::chrono::duration_cast<std::chrono::microseconds>(waiting_.front().until - now) +
      std::chrono::microseconds(1));
}

}  // namespace greycache
