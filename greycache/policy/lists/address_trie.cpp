// Networks as disjoint leaves of a binary tree that branches only where two of them part.
#include "greycache/policy/lists/address_trie.h"

#include <algorithm>
#include <bit>

namespace greycache {

bool AddressTrie::Bits::at(unsigned position) const {
  const std::uint64_t half = position < 64 ? high : low;
  return ((half >> (63 - position % 64)) & 1) != 0;
}

bool AddressTrie::Leaf::covers(const Bits& other) const {
  return first_difference(bits, other) >= prefix;
}

AddressTrie::Bits AddressTrie::bits_of(const IpAddress& address) {
  Bits bits;
  for (std::size_t byte = 0; byte < 8; ++byte) {
    bits.high = (bits.high << 8) | address.bytes()[byte];
    bits.low = (bits.low << 8) | address.bytes()[byte + 8];
  }
  return bits;
}

unsigned AddressTrie::first_difference(const Bits& a, const Bits& b) {
  const int high = std::countl_zero(a.high ^ b.high);
  const int length = high < 64 ? high : 64 + std::countl_zero(a.low ^ b.low);
  return static_cast<unsigned>(length);
}

AddressTrie::AddressTrie(const std::vector<Network>& networks) {
  for (const Network& network : networks) {
    Tree& tree = network.address.is_ipv4() ? ipv4_ : ipv6_;
    tree.leaves.push_back({bits_of(network.address), static_cast<unsigned>(network.prefix)});
  }
  ipv4_.build();
  ipv6_.build();
}

bool AddressTrie::contains(const IpAddress& address) const {
  return (address.is_ipv4() ? ipv4_ : ipv6_).contains(bits_of(address));
}

void AddressTrie::Tree::build() {
  drop_covered();
  if (leaves.empty()) return;
  branches.reserve(leaves.size() - 1);
  root = build_range(0, leaves.size());
}

// In the order of bits, then prefix, a network comes before all that lie within it.
void AddressTrie::Tree::drop_covered() {
  std::sort(leaves.begin(), leaves.end());
  std::vector<Leaf> kept;
  for (const Leaf& leaf : leaves) {
    if (kept.empty() || !kept.back().covers(leaf.bits)) kept.push_back(leaf);
  }
  kept.shrink_to_fit();
  leaves = std::move(kept);
}

// The leaves are sorted and disjoint: the first and the last of a range part at the first bit in
// which any two of them do. The depth is at most 128.
std::uint32_t AddressTrie::Tree::build_range(std::size_t begin, std::size_t end) {
  if (end - begin == 1) return static_cast<std::uint32_t>(begin) | kLeafMark;
  const unsigned position = first_difference(leaves[begin].bits, leaves[end - 1].bits);
  const auto first = leaves.begin() + static_cast<std::ptrdiff_t>(begin);
  const auto last = leaves.begin() + static_cast<std::ptrdiff_t>(end);
  const auto parting = std::partition_point(
      first, last, [position](const Leaf& leaf) { return !leaf.bits.at(position); });
  const auto middle = static_cast<std::size_t>(parting - leaves.begin());
  const std::size_t number = branches.size();
  branches.push_back({position, {}});
  const std::uint32_t zero = build_range(begin, middle);
  const std::uint32_t one = build_range(middle, end);
  branches[number].children = {zero, one};
  return static_cast<std::uint32_t>(number);
}

// An address within a leaf agrees with it in every bit that a branch above it asks for, so the leaf
// found is the only one that can cover it.
bool AddressTrie::Tree::contains(const Bits& bits) const {
  if (leaves.empty()) return false;
  std::uint32_t child = root;
  while ((child & kLeafMark) == 0) {
    const Branch& branch = branches[child];
    child = branch.children[bits.at(branch.position) ? 1 : 0];
  }
  return leaves[child & ~kLeafMark].covers(bits);
}

}  // namespace greycache
