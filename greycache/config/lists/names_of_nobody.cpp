// Kinds of hosts, organisations and top-level domains, each with each other in turn.
#include "greycache/config/lists/names_of_nobody.h"

#include <array>
#include <vector>

#include "common/text.h"

namespace greycache {

namespace {

// As mail servers are named, and the hosts of customers.
constexpr std::array<std::string_view, 23> kHosts{"mail",
                                                  "mail3",
                                                  "mx1",
                                                  "mx",
                                                  "smtp",
                                                  "smtp2",
                                                  "smtp-out3",
                                                  "mta-7",
                                                  "relay.b",
                                                  "out",
                                                  "o4",
                                                  "server12",
                                                  "www",
                                                  "vps-3f2a",
                                                  "host5.pool",
                                                  "192-0-2-14.dyn",
                                                  "m",
                                                  "0xc0000201.dsl",
                                                  "newsletter",
                                                  "static.113.0.203",
                                                  "mailout8",
                                                  "k2._domain",
                                                  "a-1.eu-west.node"};

constexpr std::array<std::string_view, 26> kOrganisations{
    "acacia",  "birch", "cedar", "dogwood",  "elder",  "fir",     "ginkgo", "hazel",  "ivy",
    "juniper", "kapok", "larch", "maple",    "nutmeg", "oak",     "pine",   "quince", "rowan",
    "spruce",  "teak",  "ulmus", "viburnum", "willow", "xylosma", "yew",    "zelkova"};

constexpr std::string_view kTops =
    "com net org info biz io co eu us ca mx com.br com.ar cl co.uk ie de at ch li fr be nl lu it "
    "es "
    "pt gr dk no se fi is ee lv lt pl cz sk hu ro bg si hr rs ru by ua tr co.il ae co.za ng ke in "
    "id "
    "my sg th vn ph cn tw hk co.jp kr com.au co.nz xyz top online site shop club app dev me tv cc "
    "edu "
    "gov int cloud email";

// As many as there are kinds of hosts for each domain, and each time with other organisations.
std::vector<NameOfNobody> invented() {
  std::vector<NameOfNobody> names;
  for (const std::string_view top : split(kTops, ' ')) {
    for (const std::string_view kind : kHosts) {
      const std::size_t number = names.size();
      const auto letter = static_cast<char>('a' + number / kHosts.size() % 26);
      const std::string_view organisation = kOrganisations[number % kOrganisations.size()];
      names.push_back({std::string(kind) + '.' + std::string(organisation) + letter, top});
    }
  }
  return names;
}

}  // namespace

std::span<const NameOfNobody> names_of_nobody() {
  static const std::vector<NameOfNobody> kNames = invented();
  return kNames;
}

}  // namespace greycache
