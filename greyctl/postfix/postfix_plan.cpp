// Compares what is there with what is needed.
#include "greyctl/postfix/postfix_plan.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cctype>
#include <cstdlib>
#include <string_view>

#include "common/text.h"
#include "greyctl/postfix/check_place.h"
#include "greyctl/postfix/greylister.h"
#include "greyctl/postfix/restriction_list.h"

namespace greycache {

namespace {

constexpr std::string_view kTimeLimitValue = "3600";
// Lists in braces came with it.
constexpr int kOldestPostfix = 3;

tl::unexpected<std::string> refusal(std::string text) {
  return tl::make_unexpected(std::move(text));
}

// What to say of a restriction that may ask another greylister; empty of any other.
std::string note_on_greylister(const PostfixState& state, const Restriction& each) {
  if (each.word != "check_policy_service") return {};
  const std::string_view name = greylister_asked(state, policy_service_of(each.argument));
  if (name.empty()) return {};
  const std::string check = escaped(each.text());
  const std::string_view off = greylisting_switch(name);
  if (off.empty()) {
    return fmt::format("{} looks like another greylister: mail would wait twice", check);
  }
  return fmt::format(
      "{} looks like {}: where it greylists mail would wait twice. Leave the check, "
      "and switch its greylisting off: {}",
      check, name, off);
}

void add_notes(PostfixPlan& plan, const PostfixState& state, const PostfixService& service) {
  const RestrictionList list(state.recipient_restrictions);
  const auto check = check_in(list, service);
  const auto guard = list.relay_guard();
  if (check && (!guard || *check < *guard) && !state.relaying_is_refused_before()) {
    plan.notes.push_back(
        fmt::format("the check stands before reject_unauth_destination in {}: put it behind that",
                    kRecipientRestrictions));
  }
  for (std::size_t i = 0; i < list.restrictions().size(); ++i) {
    if (i == check) continue;
    std::string note = note_on_greylister(state, list.restrictions()[i]);
    if (!note.empty()) plan.notes.push_back(std::move(note));
  }
  for (const MasterOverride& each : state.overrides) {
    if (each.name != kRecipientRestrictions) continue;
    plan.notes.push_back(fmt::format("{} has {} of its own in master.cf, which stays as it is",
                                     escaped(each.service), kRecipientRestrictions));
  }
  if (!state.instances.empty()) {
    plan.notes.push_back(
        fmt::format("there are other instances of Postfix, by --config-directory: {}",
                    escaped(state.instances)));
  }
}

}  // namespace

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

constexpr std::string_view kPlaceOfService = kServicePlace.substr(kServicePlace.find(':') + 1);

bool names_us(std::string_view value) {
  return value.find(kPlaceOfService) != std::string_view::npos;
}

// Whether "$smtpd_recipient_restrictions" stands in it, in one of Postfix's three forms.
bool takes_in_the_list(std::string_view written) {
  for (std::size_t at = written.find(kRecipientRestrictions); at != std::string_view::npos;
       at = written.find(kRecipientRestrictions, at + 1)) {
    const std::size_t end = at + kRecipientRestrictions.size();
    const bool longer =
        end < written.size() &&
        (written[end] == '_' || std::isalnum(static_cast<unsigned char>(written[end])));
    if (!longer && at > 0 &&
        std::string_view("${(").find(written[at - 1]) != std::string_view::npos) {
      return true;
    }
  }
  return false;
}

// Whether a value asks us even when smtpd_recipient_restrictions does so no more.
bool asks_by_itself(std::string_view written, std::string_view in_force) {
  return names_us(written) || (names_us(in_force) && !takes_in_the_list(written));
}

// What asks us beside the check that is taken out of smtpd_recipient_restrictions: without the
// service Postfix would defer its mail.
std::string other_asker(const PostfixState& state) {
  for (const auto& [parameter, written] : state.set) {
    if (parameter == kRecipientRestrictions && names_us(written)) continue;
    if (asks_by_itself(written, state.in_force(parameter))) return parameter + " in main.cf";
  }
  for (const MasterOverride& each : state.overrides) {
    if (!asks_by_itself(each.written, each.value)) continue;
    return fmt::format("{}/{} in master.cf", each.service, each.name);
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
