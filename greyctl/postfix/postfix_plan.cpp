// Compares what is there with what is needed.
#include "greyctl/postfix/postfix_plan.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cstdlib>
#include <string_view>

#include "common/text.h"
#include "greyctl/postfix/check_place.h"
#include "greyctl/postfix/restriction_list.h"

namespace greycache {

namespace {

constexpr std::string_view kTimeLimitValue = "3600";
// Lists in braces came with it.
constexpr int kOldestPostfix = 3;

tl::unexpected<std::string> refusal(std::string text) {
  return tl::make_unexpected(std::move(text));
}

bool looks_like_a_greylister(const Restriction& each) {
  static constexpr std::array<std::string_view, 4> kSigns{":10023", ":2501", "postgrey", "sqlgrey"};
  return each.word == "check_policy_service" &&
         std::any_of(kSigns.begin(), kSigns.end(), [&](std::string_view sign) {
           return each.argument.find(sign) != std::string::npos;
         });
}

void add_notes(PostfixPlan& plan, const PostfixState& state, const PostfixService& service) {
  const RestrictionList list(state.recipient_restrictions);
  const auto check = check_in(list, service);
  const auto guard = list.relay_guard();
  if (check && (!guard || *check < *guard)) {
    plan.notes.push_back(
        fmt::format("the check stands before reject_unauth_destination in {}: put it behind that",
                    kRecipientRestrictions));
  }
  for (std::size_t i = 0; i < list.restrictions().size(); ++i) {
    const Restriction& each = list.restrictions()[i];
    if (i == check || !looks_like_a_greylister(each)) continue;
    plan.notes.push_back(fmt::format("{} looks like another greylister: mail would wait twice",
                                     escaped(each.text())));
  }
  for (const std::string& line : state.overrides) {
    const std::size_t name = line.rfind('/', line.find(" ="));
    if (name == std::string::npos || !line.substr(name + 1).starts_with(kRecipientRestrictions)) {
      continue;
    }
    plan.notes.push_back(fmt::format("{} has {} of its own in master.cf, which stays as it is",
                                     escaped(line.substr(0, name)), kRecipientRestrictions));
  }
  if (!state.instances.empty()) {
    plan.notes.push_back(
        fmt::format("there are other instances of Postfix, by --config-directory: {}",
                    escaped(state.instances)));
  }
}

}  // namespace

std::string PostfixService::entry() const {
  return fmt::format("{} unix - n n - 0 spawn user={} argv={} --socket {}", kServiceName, user,
                     helper, socket);
}

PostfixPlanResult plan_to_ask(const PostfixState& state, const PostfixService& service) {
  if (std::atoi(state.version.c_str()) < kOldestPostfix) {
    return refusal(
        fmt::format("Postfix {} is too old: 3.0 or later is needed", escaped(state.version)));
  }
  for (const std::string& word : {service.helper, service.socket}) {
    if (word.find_first_of(" \t{}") == std::string::npos) continue;
    return refusal(fmt::format("spawn(8) would not take {} as one word", escaped(word)));
  }
  PostfixPlan plan;
  const std::string there = state.service();
  const RestrictionList list(state.recipient_restrictions);
  if (check_in(list, service) && !list.check_of(kServicePlace)) {
    add_notes(plan, state, service);
    return plan;
  }
  if (there.empty()) plan.entry = service.entry();
  if (!there.empty() && there != service.entry()) {
    return refusal(
        fmt::format("master.cf has another {} already:\n  {}\nthan is needed:\n  {}\n"
                    "Take it out (postconf -MX {}), and run this again.",
                    kServiceName, escaped(there, 500), service.entry(), kServiceEntry));
  }
  if (state.value(kTimeLimit).empty()) plan.settings.emplace_back(kTimeLimit, kTimeLimitValue);
  if (!check_in(list, service)) {
    auto made = list_with_check(state);
    if (!made) return refusal(made.error());
    plan.settings.emplace_back(kRecipientRestrictions, std::move(*made));
  }
  add_notes(plan, state, service);
  return plan;
}

namespace {

// What asks us beside smtpd_recipient_restrictions: without the service Postfix would defer its
// mail.
std::string other_asker(const PostfixState& state) {
  const std::string_view name = kServicePlace.substr(kServicePlace.find(':') + 1);
  for (const auto& [parameter, value] : state.set) {
    if (parameter != kRecipientRestrictions && value.find(name) != std::string::npos) {
      return parameter + " in main.cf";
    }
  }
  for (const std::string& line : state.overrides) {
    if (line.find(name) != std::string::npos)
      return line.substr(0, line.find(" =")) + " in master.cf";
  }
  return {};
}

void take_check_out(PostfixPlan& plan, const PostfixState& state, const PostfixState* before) {
  std::string value = state.value(kRecipientRestrictions);
  if (!RestrictionList(value).check_of(kServicePlace)) return;
  const bool untouched =
      before != nullptr && list_with_check(*before).value_or(std::string()) == value;
  if (untouched) {
    value = before->value(kRecipientRestrictions);
  } else {
    plan.notes.push_back(
        fmt::format("what stands beside the check in {} stays", kRecipientRestrictions));
  }
  while (const auto check = RestrictionList(value).check_of(kServicePlace)) {
    value = RestrictionList(value).without(*check);
  }
  if (value.empty()) {
    plan.removed.emplace_back(kRecipientRestrictions);
  } else {
    plan.settings.emplace_back(kRecipientRestrictions, value);
  }
}

}  // namespace

PostfixPlanResult plan_to_ask_no_more(const PostfixState& state, const PostfixState* before) {
  if (const std::string other = other_asker(state); !other.empty()) {
    return refusal(
        fmt::format("{} asks {}, too: take that out first", escaped(other), kServiceName));
  }
  PostfixPlan plan;
  take_check_out(plan, state, before);
  const std::string limit = before == nullptr ? "" : before->value(kTimeLimit);
  if (const std::string now = state.value(kTimeLimit); !now.empty() && now != limit) {
    if (limit.empty()) {
      plan.removed.emplace_back(kTimeLimit);
    } else {
      plan.settings.emplace_back(kTimeLimit, limit);
    }
  }
  const std::string entry = state.service();
  plan.remove_entry = entry.find("/policy-helper ") != std::string::npos;
  if (!entry.empty() && !plan.remove_entry) {
    plan.notes.push_back(
        fmt::format("{} in master.cf does not start policy-helper, and stays", kServiceName));
  }
  return plan;
}

}  // namespace greycache
