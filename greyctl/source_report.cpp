// A client's sources in words.
#include "greyctl/source_report.h"

#include <fmt/format.h>

#include <chrono>
#include <memory>

#include "common/json_object.h"
#include "common/policy_request.h"
#include "common/text.h"
#include "greycache/config/lists/list_files.h"
#include "greycache/config/lists/whitelist_search.h"
#include "greycache/config/setting_words.h"
#include "greycache/policy/organisation/client_sources.h"
#include "greycache/policy/organisation/unit.h"
#include "greycache/policy/sender.h"
#include "greycache/policy/source.h"
#include "greyctl/query.h"

namespace greycache {

namespace {

constexpr std::chrono::milliseconds kListPatience{2000};

// The request under way.
struct Client {
  PolicyRequest request;
  std::optional<IpAddress> address;
};

std::string narrow_text(const Client& client, const std::string& src) {
  if (!client.address) return fmt::format("source: {}\n", escaped(src));
  const bool own = src == client.address->text();
  return fmt::format("source: {} ({})\n", src, own ? "its address" : "its network");
}

std::string organisation_text(const ClientSources& sources, const std::string& unit) {
  if (sources.organisation.empty()) {
    return fmt::format("no organisation: it {}\n", in_words(sources.reason));
  }
  std::string text = fmt::format("organisation: {} ({})\n", escaped(sources.organisation),
                                 in_words(sources.reason));
  if (sources.mail_server) {
    text += "named as a mail server (smtp_server.regexp): stands apart from its other hosts\n";
  }
  if (!unit.empty()) text += fmt::format("source for this sender: {}\n", unit);
  return text;
}

// The same as an object, beside what `notes` say.
JsonObject sources_json(const Client& client, const ClientSources& sources,
                        const std::string& reason, const std::string& unit) {
  const bool own = client.address && sources.narrow == client.address->text();
  JsonObject object;
  object.add_text("src", sources.narrow)
      .add_text("src_is", own ? "address" : "network")
      .add_text_or_null("organisation", sources.organisation)
      .add_text("reason", reason)
      .add_text_or_null("src_for_sender", unit);
  return object;
}

std::string unit_for_sender(const Client& client, const ClientSources& sources,
                            const RegistrableDomain& domain) {
  if (sources.organisation.empty() || client.request.sender.empty()) return {};
  const Sender sender = normalise_sender(client.request.sender, client.request.recipient);
  return unit_source(sources.organisation, sender_organisation_of(domain, sender.domain));
}

std::string sources_text(const Settings& settings, const Client& client, const ListSet& lists,
                         JsonObject* json) {
  const Rules rules = rules_of(settings);
  const PolicyRequest& request = client.request;
  if (rules.greymethod != GreyMethod::organisation) {
    const std::string narrow =
        source_of({rules.greymethod, rules.ipv6_prefix, lists.smart_patterns.get()}, client.address,
                  request.client_address, request.client_name);
    const std::string reason = fmt::format("greymethod is {}", word_for(rules.greymethod));
    if (json != nullptr) json->add_all(sources_json(client, {narrow, ""}, reason, ""));
    return narrow_text(client, narrow) + fmt::format("no organisation: {}\n", reason);
  }
  const RegistrableDomain domain = [&](std::string_view name) {
    return lists.suffix_list->registrable_domain(name);
  };
  const ClientSources sources =
      client_sources({rules.ipv6_prefix, lists.smart_patterns.get(), &domain}, client.address,
                     request.client_address, request.client_name);
  const std::string unit = unit_for_sender(client, sources, domain);
  if (json != nullptr) {
    json->add_all(sources_json(client, sources, std::string(in_words(sources.reason)), unit));
  }
  return narrow_text(client, sources.narrow) + organisation_text(sources, unit);
}

}  // namespace

tl::expected<std::string, std::string> source_report(const Settings& settings,
                                                     const std::vector<std::string>& words,
                                                     bool json) {
  const auto text = policy_request_of(words);
  if (!text) return tl::make_unexpected(text.error());
  Client client;
  client.request.parse(*text);
  if (client.request.client_address.empty()) {
    return tl::make_unexpected("client_address= is missing");
  }
  client.address = IpAddress::parse(client.request.client_address);
  ListFiles files(settings.conf_dir, settings.public_suffix_list);
  std::vector<std::string> notes;
  for (const ListNotice& notice : files.reload_all(rules_of(settings))) {
    if (notice.event != ListEvent::read) notes.push_back(notice.text);
  }
  JsonObject object;
  const std::string sources =
      sources_text(settings, client, *files.current(), json ? &object : nullptr);
  const auto line = whitelisting_line(settings.conf_dir, client.address,
                                      std::string(client.request.client_name), kListPatience);
  if (json) {
    return object.add_text_or_null("whitelisted_by", line.value_or(""))
               .add("notes", json_list_of_texts(notes))
               .text() +
           "\n";
  }
  std::string said;
  for (const std::string& note : notes) said += "(" + note + ")\n";
  if (line) said += fmt::format("whitelisted, and not greylisted: {}\n", *line);
  return said + sources;
}

}  // namespace greycache
