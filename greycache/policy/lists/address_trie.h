// Networks, and whether an address lies in one of them, by a path-compressed binary tree.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <vector>

#include "common/ip_address.h"

namespace greycache {

// Immutable once built; any number of threads may ask. A lookup takes at most as many steps as the
// address has bits and compares the address once, at the leaf. A network within another is left
// out, since the answer does not depend on it.
class AddressTrie {
 public:
  AddressTrie() = default;
  // At most 2^31 networks, in any order, duplicates allowed.
  explicit AddressTrie(const std::vector<Network>& networks);

  bool contains(const IpAddress& address) const;

  // Networks that are kept: those within no other.
  std::size_t size() const { return ipv4_.leaves.size() + ipv6_.leaves.size(); }

 private:
  // The bits of an address from the left; an IPv4 address fills the upper half of `high`.
  struct Bits {
    std::uint64_t high = 0;
    std::uint64_t low = 0;

    bool at(unsigned position) const;
    friend auto operator<=>(const Bits&, const Bits&) = default;
  };
  struct Leaf {
    Bits bits;
    unsigned prefix = 0;

    bool covers(const Bits& other) const;
    friend auto operator<=>(const Leaf&, const Leaf&) = default;
  };
  // Addresses part here by the bit at `position`. A child is the number of a branch, or of a leaf
  // with kLeafMark.
  struct Branch {
    unsigned position = 0;
    std::array<std::uint32_t, 2> children{};
  };
  struct Tree {
    std::vector<Leaf> leaves;
    std::vector<Branch> branches;
    std::uint32_t root = 0;

    void build();
    void drop_covered();
    std::uint32_t build_range(std::size_t begin, std::size_t end);
    bool contains(const Bits& bits) const;
  };

  static constexpr std::uint32_t kLeafMark = 0x80000000U;

  static Bits bits_of(const IpAddress& address);
  static unsigned first_difference(const Bits& a, const Bits& b);

  Tree ipv4_;
  Tree ipv6_;
};

}  // namespace greycache
