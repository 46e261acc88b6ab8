#include "net/public_address.h"

#include <algorithm>
#include <array>
#include <boost/asio/ip/network_v4.hpp>
#include <boost/asio/ip/network_v6.hpp>

namespace outcry::net {
namespace {

namespace ip = boost::asio::ip;

struct Block4 {
  std::uint32_t begin;
  unsigned bits;
};

constexpr std::uint32_t dotted(std::uint32_t a, std::uint32_t b, std::uint32_t c = 0) {
  return (a << 24) | (b << 16) | (c << 8);
}

constexpr std::array kSpecial4{
    Block4{dotted(0, 0), 8},         Block4{dotted(10, 0), 8},      Block4{dotted(100, 64), 10},
    Block4{dotted(127, 0), 8},       Block4{dotted(169, 254), 16},  Block4{dotted(172, 16), 12},
    Block4{dotted(192, 0, 0), 24},   Block4{dotted(192, 0, 2), 24}, Block4{dotted(192, 88, 99), 24},
    Block4{dotted(192, 168), 16},    Block4{dotted(198, 18), 15},   Block4{dotted(198, 51, 100), 24},
    Block4{dotted(203, 0, 113), 24}, Block4{dotted(224, 0), 4},     Block4{dotted(240, 0), 4},
};

bool is_public4(std::uint32_t address) {
  return std::ranges::none_of(kSpecial4,
                              [&](const Block4& block) { return ((address ^ block.begin) >> (32 - block.bits)) == 0; });
}

/// Of the global unicast block 2000::/3.
constexpr std::array<const char*, 5> kSpecial6{"2001::/23", "2001:db8::/32", "2002::/16", "3fff::/20",
                                               "2620:4f:8000::/48"};

using Bytes = ip::address_v6::bytes_type;

std::uint32_t carried(const Bytes& bytes, std::size_t at) {
  std::uint32_t out = 0;
  for (std::size_t i = at; i < at + 4; ++i) out = (out << 8) | bytes.at(i);
  return out;
}

bool begins(const Bytes& bytes, std::initializer_list<unsigned char> with) {
  return std::equal(with.begin(), with.end(), bytes.begin());
}

bool is_public6(const ip::address_v6& address) {
  const Bytes bytes = address.to_bytes();
  const bool zeros = std::all_of(bytes.begin(), bytes.begin() + 10, [](unsigned char byte) { return byte == 0; });
  const bool mapped = zeros && bytes[10] == 0xff && bytes[11] == 0xff;
  const bool compatible = zeros && bytes[10] == 0 && bytes[11] == 0;
  const bool nat64 = begins(bytes, {0, 0x64, 0xff, 0x9b, 0, 0, 0, 0, 0, 0, 0, 0});
  if (mapped || compatible || nat64) return is_public4(carried(bytes, 12));
  if (begins(bytes, {0x20, 0x02})) return is_public4(carried(bytes, 2));
  if ((bytes[0] & 0xe0) != 0x20) return false;
  return std::ranges::none_of(kSpecial6, [&](const char* block) {
    const auto network = ip::make_network_v6(block);
    return ip::network_v6(address, network.prefix_length()).network() == network.network();
  });
}

}  // namespace

bool is_public(const ip::address& address) {
  return address.is_v4() ? is_public4(address.to_v4().to_uint()) : is_public6(address.to_v6());
}

}  // namespace outcry::net
