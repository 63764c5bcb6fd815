// The rules of the policy, from the settings.
#include "greycache/config/settings.h"

#include "greycache/config/network_list.h"

namespace greycache {

namespace {

UnixTime seconds_up(Milliseconds span) {
  return (span.count() + 999) / 1000;
}

// SQLgrey prints what the administrator wrote, whatever the number: "0.5 minutes", "1 minutes". The
// written number counts only while it still is the value. A retry in the same second never passes,
// so that a delay of 0s is one of a second.
std::string reconnect_delay_text(const Settings& settings) {
  const std::string& written = settings.reconnect_delay_written;
  const bool current = !written.empty() &&
                       parse_duration(written, std::chrono::minutes(1)) == settings.reconnect_delay;
  if (current) return written + " minutes";
  const bool at_once = settings.reconnect_delay == Milliseconds(0);
  return duration_in_words(at_once ? std::chrono::seconds(1) : settings.reconnect_delay);
}

// With organisations one sender less.
std::int64_t domain_level(const Settings& settings) {
  const std::int64_t level = settings.group_domain_level;
  return settings.greymethod == GreyMethod::organisation && level > 1 ? level - 1 : level;
}

}  // namespace

Rules rules_of(const Settings& settings) {
  Rules rules;
  rules.reconnect_delay = seconds_up(settings.reconnect_delay);
  rules.max_connect_age = seconds_up(settings.max_connect_age);
  rules.awl_age = seconds_up(settings.awl_age);
  rules.awl_refresh = seconds_up(settings.awl_refresh);
  rules.group_domain_level = domain_level(settings);
  rules.connect_src_throttle = settings.connect_src_throttle;
  rules.correspondents = settings.correspondents;
  rules.correspondent_age = seconds_up(settings.correspondent_age);
  rules.correspondent_limit = settings.correspondent_limit;
  rules.correspondent_networks =
      parse_networks(settings.correspondent_networks).value_or(std::vector<Network>());
  rules.greymethod = settings.greymethod;
  rules.optmethod = settings.optmethod;
  rules.ipv6_prefix = static_cast<int>(settings.ipv6_prefix);
  rules.reject_first_attempt = settings.reject_first_attempt;
  rules.reject_early_reconnect = settings.reject_early_reconnect;
  rules.reject_code = settings.reject_code;
  rules.prepend = settings.prepend;
  rules.reply_reference = settings.reply_reference;
  rules.reply_url = settings.reply_url;
  rules.discrimination = settings.discrimination;
  rules.discrimination_add_rulenr = settings.discrimination_add_rulenr;
  rules.reconnect_delay_text = reconnect_delay_text(settings);
  return rules;
}

}  // namespace greycache
