// State as bytes and back: every state type names its fields once, in `visit`, for both directions.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <array>
#include <chrono>
#include <cstdint>
#include <cstring>
#include <deque>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <type_traits>
#include <utility>
#include <vector>

#include "detect/lanes.h"

namespace outcry::detect {

/// Appends values to bytes, in the byte order of the machine: a snapshot is a cache beside the store's
/// history, not an exchange format. A state type joins by `template <class A> void visit(A& archive) {
/// archive(a_, b_); }`, or by a free `visit_fields(archive, value)` where the type belongs to model/.
class SnapshotWriter {
 public:
  static constexpr bool kReading = false;

  template <class... T>
  void operator()(T&... values) {
    (one(values), ...);
  }
  std::string take() { return std::move(bytes_); }

 private:
  template <class T>
  requires std::is_arithmetic_v<T> || std::is_enum_v<T>
  void one(T& value) { bytes_.append(reinterpret_cast<const char*>(&value), sizeof value); }
  void one(Lanes& values) { bytes_.append(reinterpret_cast<const char*>(&values), sizeof values); }
  void one(LaneBits& values) { bytes_.append(reinterpret_cast<const char*>(&values), sizeof values); }
  void one(std::string& text) {
    size(text.size());
    bytes_.append(text);
  }
  template <class C, class D>
  void one(std::chrono::time_point<C, D>& time) {
    auto count = time.time_since_epoch().count();
    one(count);
  }
  template <class R, class P>
  void one(std::chrono::duration<R, P>& duration) {
    auto count = duration.count();
    one(count);
  }
  template <class T, std::size_t N>
  void one(std::array<T, N>& values) {
    for (T& value : values) one(value);
  }
  template <class T, std::size_t N>
  void one(T (&values)[N]) {
    for (T& value : values) one(value);
  }
  template <class T>
  void one(std::vector<T>& values) {
    size(values.size());
    for (T& value : values) one(value);
  }
  template <class T>
  void one(std::deque<T>& values) {
    size(values.size());
    for (T& value : values) one(value);
  }
  template <class T>
  void one(std::optional<T>& value) {
    bool has = value.has_value();
    one(has);
    if (has) one(*value);
  }
  template <class K, class V>
  void one(std::map<K, V>& values) {
    size(values.size());
    for (auto& [key, value] : values) {
      K copy = key;
      one(copy);
      one(value);
    }
  }
  template <class T>
  requires std::is_class_v<T>
  void one(T& value) {
    if constexpr (requires { value.visit(*this); })
      value.visit(*this);
    else
      visit_fields(*this, value);
  }
  void size(std::size_t n) {
    auto count = static_cast<std::uint64_t>(n);
    one(count);
  }

  std::string bytes_;
};

/// Reads what SnapshotWriter wrote. Bytes that end early, or claim more elements than bytes are left,
/// make it `failed`; from then on values are left as they are. Never reads outside of the bytes.
class SnapshotReader {
 public:
  static constexpr bool kReading = true;
  explicit SnapshotReader(std::string_view bytes) : rest_(bytes) {}

  template <class... T>
  void operator()(T&... values) {
    (one(values), ...);
  }
  bool failed() const { return failed_; }
  bool at_end() const { return rest_.empty(); }

 private:
  template <class T>
  requires std::is_arithmetic_v<T> || std::is_enum_v<T>
  void one(T& value) {
    if constexpr (std::is_same_v<T, bool>) {
      unsigned char byte = value ? 1 : 0;
      raw(&byte, 1);
      value = byte != 0;
    } else {
      raw(&value, sizeof value);
    }
  }
  void one(Lanes& values) { raw(&values, sizeof values); }
  void one(LaneBits& values) { raw(&values, sizeof values); }
  void raw(void* to, std::size_t n) {
    if (failed_ || rest_.size() < n) {
      failed_ = true;
      return;
    }
    std::memcpy(to, rest_.data(), n);
    rest_.remove_prefix(n);
  }
  void one(std::string& text) {
    const std::size_t n = size();
    text.assign(rest_.substr(0, n));
    rest_.remove_prefix(n);
  }
  template <class C, class D>
  void one(std::chrono::time_point<C, D>& time) {
    auto count = time.time_since_epoch().count();
    one(count);
    time = std::chrono::time_point<C, D>(D(count));
  }
  template <class R, class P>
  void one(std::chrono::duration<R, P>& duration) {
    auto count = duration.count();
    one(count);
    duration = std::chrono::duration<R, P>(count);
  }
  template <class T, std::size_t N>
  void one(std::array<T, N>& values) {
    for (T& value : values) one(value);
  }
  template <class T, std::size_t N>
  void one(T (&values)[N]) {
    for (T& value : values) one(value);
  }
  template <class T>
  void one(std::vector<T>& values) {
    sequence(values);
  }
  template <class T>
  void one(std::deque<T>& values) {
    sequence(values);
  }
  template <class C>
  void sequence(C& values) {
    const std::size_t n = size();
    values.clear();
    for (std::size_t i = 0; i < n && !failed_; ++i) {
      values.emplace_back();
      one(values.back());
    }
  }
  template <class T>
  void one(std::optional<T>& value) {
    bool has = false;
    one(has);
    value.reset();
    if (has) one(value.emplace());
  }
  template <class K, class V>
  void one(std::map<K, V>& values) {
    const std::size_t n = size();
    values.clear();
    for (std::size_t i = 0; i < n && !failed_; ++i) {
      K key{};
      one(key);
      one(values[key]);
    }
  }
  template <class T>
  requires std::is_class_v<T>
  void one(T& value) {
    if constexpr (requires { value.visit(*this); })
      value.visit(*this);
    else
      visit_fields(*this, value);
  }
  std::size_t size() {
    std::uint64_t n = 0;
    one(n);
    if (n > rest_.size()) failed_ = true;
    return failed_ ? 0 : static_cast<std::size_t>(n);
  }

  std::string_view rest_;
  bool failed_ = false;
};

}  // namespace outcry::detect
