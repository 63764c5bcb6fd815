// Shows by names of real form, the shipped patterns and the Public Suffix List in libpsl which
// clients have an organisation. Addresses are of the form, not of the owner.
#include <doctest/doctest.h>
#include <fmt/format.h>

#include <initializer_list>
#include <random>
#include <string>

#include "greycache/policy/organisation/client_sources.h"
#include "greycache/publicsuffix/suffix_list.h"
#include "tests/unit/policy/smart_patterns.h"
#include "tests/unit/shipped_lists.h"

namespace greycache::real_names_test {

namespace {

const SmartPatterns& patterns() {
  static const SmartPatterns kPatterns =
      smart_patterns(shipped_list("smtp_server.regexp"), shipped_list("dyn_fqdn.regexp"));
  return kPatterns;
}

ClientSources sources(std::string_view address, std::string_view name) {
  static const SuffixList kList = SuffixList::built_in();
  static const RegistrableDomain kDomain = [](auto text) { return kList.registrable_domain(text); };
  return client_sources({64, &patterns(), &kDomain}, IpAddress::parse(address), address, name);
}

struct Client {
  const char* address;
  const char* name;
  const char* organisation;
};

void check_organisations(std::initializer_list<Client> clients) {
  for (const Client& client : clients) {
    const ClientSources found = sources(client.address, client.name);
    CAPTURE(in_words(found.reason));
    CHECK_MESSAGE(found.organisation == client.organisation, client.name);
  }
}

}  // namespace

TEST_CASE("outbound hosts of mail providers belong to their organisation") {
  check_organisations({
      {"40.107.22.123", "mail-am6eur05on2123.outbound.protection.outlook.com", "outlook.com"},
      {"54.240.9.112", "a9-112.smtp-out.eu-west-1.amazonses.com", "amazonses.com"},
      {"54.240.9.112", "a9-112.smtp-out.amazonses.com", "amazonses.com"},
      {"209.85.208.41", "mail-ed1-f41.google.com", "google.com"},
      {"209.85.220.41", "mail-sor-f41.google.com", "google.com"},
      {"2a00:1450:4864:20::12d", "mail-lf1-x12d.google.com", "google.com"},
      {"77.238.177.146", "sonic310-20.consmr.mail.ne1.yahoo.com", "yahoo.com"},
      {"167.89.12.99", "o1.ptr1234.sendgrid.net", "sendgrid.net"},
      {"149.72.1.2", "wrqvtzvf.outbound-mail.sendgrid.net", "sendgrid.net"},
      {"212.227.126.131", "mout.kundenserver.de", "kundenserver.de"},
      {"192.30.252.200", "out-17.smtp.github.com", "github.com"},
      {"212.227.17.20", "mout.gmx.net", "gmx.net"},
      {"80.12.242.131", "smtp-31.smtpout.orange.fr", "orange.fr"},
      {"198.2.128.17", "mail17.atl11.rsgsv.net", "rsgsv.net"},
      {"66.220.155.144", "66-220-155-144.mail-mail.facebook.com", "facebook.com"},
      {"162.62.57.137", "out162-62-57-137.mail.qq.com", "qq.com"},
      {"115.124.30.131", "out30-131.freemail.mail.aliyun.com", "aliyun.com"},
      {"17.58.38.57", "st43p00im-zteg10072001.me.com", "me.com"},
      {"94.100.176.1", "fallback1.mail.ru", "mail.ru"},
      {"103.168.172.150", "fout-a7-smtp.messagingengine.com", "messagingengine.com"},
      {"185.70.40.22", "mail-4022.proton.ch", "proton.ch"},
      {"130.133.4.66", "outpost1.zedat.fu-berlin.de", "fu-berlin.de"},
      {"203.0.113.7", "mail.example.co.uk", "example.co.uk"},
      {"203.0.113.7", "vps1234.hoster.example", "hoster.example"},
  });
}

TEST_CASE("customers' lines of providers have no organisation") {
  check_organisations({
      {"93.198.51.2", "p5DC63302.dip0.t-ipconnect.de", ""},
      {"73.22.1.4", "c-73-22-1-4.hsd1.il.comcast.net", ""},
      {"71.176.5.9", "pool-71-176-5-9.rcmdva.fios.verizon.net", ""},
      {"178.12.34.56", "dslb-178-012-034-056.178.012.pools.vodafone-ip.de", ""},
      {"85.179.123.45", "e179123045.adsl.alicedsl.de", ""},
      {"82.64.12.34", "82-64-12-34.subs.proxad.net", ""},
      {"90.12.34.56", "lfbn-lyo-1-123-56.w90-12.abo.wanadoo.fr", ""},
      {"86.123.45.67", "86-123-45-67.rdsnet.ro", ""},
      {"81.12.34.56", "host81-12-34-56.range81-12.btcentralplus.com", ""},
      {"82.12.34.56", "cpc123456-aztw12-2-0-cust55.18-1.cable.virginm.net", ""},
      {"79.12.34.56", "host-79-12-34-56.retail.telecomitalia.it", ""},
      {"83.56.34.12", "12.red-83-56-34.dynamicip.rima-tde.net", ""},
      {"189.12.34.56", "189-12-34-56.user.veloxzone.com.br", ""},
      {"201.12.34.56", "bd0c2238.virtua.com.br", ""},
      {"200.12.34.56", "c80c2238.rjo.virtua.com.br", ""},
      {"221.12.34.56", "softbank221012034056.bbtec.net", ""},
      {"126.12.34.56", "softbank126012034056.bbtec.net", ""},
      {"114.12.34.56", "114-12-34-56.dynamic-ip.hinet.net", ""},
      {"220.12.34.56", "56.34.12.220.broad.dynamic.163data.com.cn", ""},
      {"24.12.34.56", "cpe-24-12-34-56.nyc.res.rr.com", ""},
      {"70.12.34.56", "ip70-12-34-56.ph.ph.cox.net", ""},
      {"99.12.34.56", "99-12-34-56.lightspeed.irvnca.sbcglobal.net", ""},
      {"84.12.34.56", "84-12-34-56.ip.welcomeitalia.it", ""},
      {"87.12.34.56", "x570c2238.dyn.telefonica.de", ""},
      {"95.12.34.56", "5f0c2238.skybroadband.com", ""},
      {"92.12.34.56", "5c0c2238.skybroadband.com", ""},
      {"62.12.34.56", "62-12-34-56.customer.telia.com", ""},
      {"213.12.34.56", "ti0123a400-3456.bb.online.no", ""},
      {"88.12.34.56", "a88-12-34-56.elisa-laajakaista.fi", ""},
      {"176.9.12.34", "static.34.12.9.176.clients.your-server.de", ""},
      {"51.75.12.34", "ns34.ip-51-75-12.eu", ""},
      {"51.75.12.34", "34.ip-51-75-12.eu", ""},
      {"3.120.12.34", "ec2-3-120-12-34.eu-central-1.compute.amazonaws.com", ""},
      {"34.68.92.243", "243.92.68.34.bc.googleusercontent.com", ""},
      {"2003:c1:1234:5678::1", "p200300c1123456780000000000000001.dip0.t-ipconnect.de", ""},
      {"2003:c1:1234:5678:211:22ff:fe33:4455",
       "p200300c112345678021122fffe334455.dip0.t-ipconnect.de", ""},
      {"2a02:8109:1234:5678::9", "2a02-8109-1234-5678.cable.example.net", ""},
      {"2a01:e34:1234:5670::1", "2a01-e34-1234-5670--1.isp.example.net", ""},
  });
}

// Their form is a customer's ("cpe204-227", "m12-14"): only who knows the provider can tell, and
// that is the whitelist's and smtp_server.regexp's part.
TEST_CASE("a pool that numbers its hosts by half their address looks like customers") {
  for (const Client& client : {Client{"161.38.204.227", "m204-227.eu.mailgun.net", ""},
                               {"220.181.12.14", "m12-14.163.com", ""}}) {
    const ClientSources found = sources(client.address, client.name);
    CHECK(found.organisation.empty());
    CHECK(in_words(found.reason) ==
          "looks like a customer's machine: its address stands in the name");
  }
  CHECK(sources("161.38.7.9", "m204-227.eu.mailgun.net").organisation == "mailgun.net");
}

// Smart's rule finds the last octet as a part of a longer number, too.
TEST_CASE("at most two of a hundred numbered hosts look like customers by chance") {
  std::mt19937 engine(20'261'128);
  const auto below = [&](unsigned most) { return engine() % most; };
  int found = 0;
  constexpr int kNames = 20'000;
  for (int i = 0; i < kNames; ++i) {
    const std::string address =
        fmt::format("{}.{}.{}.{}", 1 + below(223), below(256), below(256), below(256));
    const std::string name = i % 2 == 0
                                 ? fmt::format("o{}.ptr{}.sendgrid.net", below(100), below(10'000))
                                 : fmt::format("vps{}.hoster.example", below(100'000));
    if (sources(address, name).organisation.empty()) ++found;
  }
  MESSAGE(found << " of " << kNames);
  CHECK(found < kNames / 50);
}

}  // namespace greycache::real_names_test
