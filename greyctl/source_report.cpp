// A client's sources in words.
#include "greyctl/source_report.h"

#include <fmt/format.h>

#include <chrono>
#include <memory>

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

std::string whitelist_text(const Settings& settings, const Client& client) {
  const auto line = whitelisting_line(settings.conf_dir, client.address,
                                      std::string(client.request.client_name), kListPatience);
  if (!line) return {};
  return fmt::format("whitelisted, and not greylisted: {}\n", *line);
}

std::string narrow_text(const Client& client, const std::string& src) {
  if (!client.address) return fmt::format("source: {}\n", escaped(src));
  const bool own = src == client.address->text();
  return fmt::format("source: {} ({})\n", src, own ? "its address" : "its network");
}

std::string organisation_text(const Client& client, const ClientSources& sources,
                              const RegistrableDomain& domain) {
  if (sources.organisation.empty()) {
    return fmt::format("no organisation: it {}\n", in_words(sources.reason));
  }
  std::string text = fmt::format("organisation: {} ({})\n", escaped(sources.organisation),
                                 in_words(sources.reason));
  if (client.request.sender.empty()) return text;
  const Sender sender = normalise_sender(client.request.sender, client.request.recipient);
  return text + fmt::format("source for this sender: {}\n",
                            unit_source(sources.organisation,
                                        sender_organisation_of(domain, sender.domain)));
}

std::string sources_text(const Settings& settings, const Client& client, const ListSet& lists) {
  const Rules rules = rules_of(settings);
  const PolicyRequest& request = client.request;
  if (rules.greymethod != GreyMethod::organisation) {
    return narrow_text(client,
                       source_of({rules.greymethod, rules.ipv6_prefix, lists.smart_patterns.get()},
                                 client.address, request.client_address, request.client_name)) +
           fmt::format("no organisation: greymethod is {}\n", word_for(rules.greymethod));
  }
  const RegistrableDomain domain = [&](std::string_view name) {
    return lists.suffix_list->registrable_domain(name);
  };
  const ClientSources sources =
      client_sources({rules.ipv6_prefix, lists.smart_patterns.get(), &domain}, client.address,
                     request.client_address, request.client_name);
  return narrow_text(client, sources.narrow) + organisation_text(client, sources, domain);
}

}  // namespace

tl::expected<std::string, std::string> source_report(const Settings& settings,
                                                     const std::vector<std::string>& words) {
  const auto text = policy_request_of(words);
  if (!text) return tl::make_unexpected(text.error());
  Client client;
  client.request.parse(*text);
  if (client.request.client_address.empty()) {
    return tl::make_unexpected("client_address= is missing");
  }
  client.address = IpAddress::parse(client.request.client_address);
  ListFiles files(settings.conf_dir);
  files.set_suffix_list(settings.public_suffix_list);
  std::string notes;
  for (const ListNotice& notice : files.reload_all(rules_of(settings))) {
    if (notice.event != ListEvent::read) notes += "(" + notice.text + ")\n";
  }
  return notes + whitelist_text(settings, client) +
         sources_text(settings, client, *files.current());
}

}  // namespace greycache
