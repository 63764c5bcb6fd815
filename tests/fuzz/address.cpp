// Addresses and networks: what is read is written in one way, and reads back as the same.
#include "common/ip_address.h"
#include "greycache/policy/source.h"
#include "tests/fuzz/check.h"
#include "tests/fuzz/input.h"

namespace greycache::fuzz {

namespace {

void check_address(std::string_view text) {
  const auto address = IpAddress::parse(text);
  if (!address) return;
  check(IpAddress::parse(address->text()) == address, "an address reads back");
  for (int prefix = 0; prefix <= address->bits(); ++prefix) {
    const IpAddress masked = address->masked(prefix);
    check(masked.masked(prefix) == masked, "masking twice is masking once");
    const Network network{masked, prefix};
    check(network.contains(*address), "an address is in its networks");
    check(Network::parse(network.text()) == network, "a network of an address reads back");
  }
  check(address->masked(address->bits()) == *address, "the whole prefix masks nothing");
  check(source_of({GreyMethod::full, 64, nullptr}, text, "a.example") == address->text(),
        "the source of greymethod full is the address");
}

void check_network(std::string_view text) {
  const auto network = Network::parse(text);
  if (!network) return;
  check(network->prefix >= 0 && network->prefix <= network->address.bits(), "a prefix has bounds");
  check(network->contains(network->address), "a network holds its address");
  check(Network::parse(network->text()) == network, "a network reads back");
}

}  // namespace

}  // namespace greycache::fuzz

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace greycache;
  using namespace greycache::fuzz;
  const std::string_view text = Input(data, size).rest();
  check_address(text);
  check_network(text);
  for (const GreyMethod method : {GreyMethod::full, GreyMethod::classc, GreyMethod::smart}) {
    const std::string src = source_of({method, 64, nullptr}, text, text);
    check(!src.empty() && is_log_text(src) && src.find(' ') == src.npos, "a source is a key part");
  }
  return 0;
}
