// A mail host whose Postfix asks us as it should: what Postfix 3.7 of Debian 12 prints of it.
#pragma once

#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "greyctl/postfix/policy_question.h"
#include "greyctl/postfix/postfix_service.h"
#include "greyctl/postfix/postfix_state.h"

namespace greycache {

inline constexpr std::string_view kParametersOfHost =
    R"(command_time_limit = 1000s
compatibility_level = 3.6
default_process_limit = 100
greypolicy_time_limit = 3600
mail_owner = postfix
mail_version = 3.7.11
maillog_file =
multi_instance_directories =
mynetworks = 127.0.0.0/8 [::1]/128 192.0.2.0/24
postscreen_bare_newline_enable = no
postscreen_non_smtp_command_enable = no
postscreen_pipelining_enable = no
queue_directory = /var/spool/postfix
smtpd_client_restrictions =
smtpd_data_restrictions =
smtpd_delay_reject = yes
smtpd_end_of_data_restrictions =
smtpd_etrn_restrictions =
smtpd_helo_restrictions =
smtpd_milters =
smtpd_policy_service_default_action = 451 4.3.5 Server configuration problem
smtpd_policy_service_max_idle = 300s
smtpd_policy_service_max_ttl = 1000s
smtpd_policy_service_policy_context =
smtpd_policy_service_request_limit = 0
smtpd_policy_service_retry_delay = 1s
smtpd_policy_service_timeout = 100s
smtpd_policy_service_try_limit = 2
smtpd_recipient_restrictions = permit_mynetworks, permit_sasl_authenticated, reject_unauth_destination, reject_unlisted_recipient, check_policy_service { unix:private/greypolicy, timeout=5s, default_action=DUNNO }
smtpd_reject_unlisted_recipient = yes
smtpd_relay_before_recipient_restrictions = yes
smtpd_relay_restrictions = permit_mynetworks permit_sasl_authenticated defer_unauth_destination
smtpd_restriction_classes =
smtpd_sender_restrictions =
)";

inline constexpr std::string_view kServicesOfHost =
    R"(smtp       inet  n       -       y       -       -       smtpd
pickup     unix  n       -       y       60      1       pickup
cleanup    unix  n       -       y       -       0       cleanup
qmgr       unix  n       -       n       300     1       qmgr
relay      unix  -       -       y       -       -       smtp -o syslog_name=postfix/$service_name
maildrop   unix  -       n       n       -       -       pipe flags=DRXhu user=vmail argv=/usr/bin/maildrop -d ${recipient}
greypolicy unix  -       n       n       -       0       spawn user=greycache argv=/usr/libexec/greycache/policy-helper --socket /run/greycache/policy.sock
)";

inline constexpr std::string_view kCheckOfHost =
    "check_policy_service { unix:private/greypolicy, timeout=5s, default_action=DUNNO }";

inline const PostfixService kServiceOfHost{"greycache", "/usr/libexec/greycache/policy-helper",
                                           "/run/greycache/policy.sock", "127.0.0.1:2501"};

using ParametersOfHost = std::vector<std::pair<std::string, std::string>>;

// The host with other values of parameters, and further lines of `postconf -M` and `postconf -P`.
inline PostfixState postfix_host(const ParametersOfHost& parameters = {},
                                 const std::string& services = {},
                                 const std::string& overrides = {}) {
  std::string expanded(kParametersOfHost);
  for (const auto& [name, value] : parameters) expanded += name + " = " + value + "\n";
  return postfix_state_of({"", expanded, std::string(kServicesOfHost) + services, overrides});
}

// The same with another line for a service of master.cf.
inline PostfixState with_service(PostfixState state, const std::string& name,
                                 const std::string& line) {
  for (std::string& each : state.services) {
    if (each.starts_with(name + " ")) each = line;
  }
  return state;
}

inline std::vector<PolicyQuestion> ours_of(const PostfixState& state) {
  std::vector<PolicyQuestion> ours = policy_questions(state);
  std::erase_if(
      ours, [](const PolicyQuestion& each) { return !kServiceOfHost.is_asked_at(each.service); });
  return ours;
}

}  // namespace greycache
