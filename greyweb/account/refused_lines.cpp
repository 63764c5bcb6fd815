// Who never had a line is counted under "", so the table holds kOfAll and one more.
#include "greyweb/account/refused_lines.h"

namespace greycache::web {

bool RefusedLines::takes(std::string_view who) {
  const auto known = counts_.find(who);
  if (known != counts_.end() && known->second.taken >= kOfOne) {
    ++known->second.left;
    return false;
  }
  if (taken_ >= kOfAll) {
    ++counts_[std::string()].left;
    return false;
  }
  ++taken_;
  ++counts_[std::string(who)].taken;
  return true;
}

RefusedLines::Left RefusedLines::turn(UnixTime now) {
  if (now >= began_ && now - began_ < kSpan) return {};
  Left left;
  for (const auto& [who, count] : counts_) {
    if (count.left > 0) left.emplace_back(who, count.left);
  }
  began_ = now;
  taken_ = 0;
  counts_.clear();
  return left;
}

}  // namespace greycache::web
