// What a chat or another receiver wants to have posted, made of a message by a template.
// Source of the syntax: mustache(5), by kainjow's Mustache.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <memory>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "outputs/encode.h"
#include "outputs/webhook/tags.h"

namespace outcry::outputs::webhook {

/// Of what a receiver takes for more than text, and what it must not find in words of others.
enum class Markup : std::uint8_t {
  markdown,  ///< "@" mentions, "[]()" links
  slack,     ///< "<>" mentions and links
};

/// One that is shipped.
struct ShippedTemplate {
  std::string_view name;
  Markup markup = Markup::markdown;
  std::string_view text;
};
const std::vector<ShippedTemplate>& shipped_templates();

/// Values are escaped as strings of JSON where `content_type` is JSON, as HTML where it is that, else not at all.
class Template {
 public:
  /// Or what is wrong with it: its syntax, names that no message has, or that an example makes no JSON although it
  /// should.
  static std::variant<Template, std::vector<TemplateFault>> make(std::string text, Markup markup,
                                                                 std::string content_type);
  Template(Template&& other) noexcept;
  Template& operator=(Template&& other) noexcept;
  ~Template();

  /// Of `outcry.notice.v1` or the test event. Fields as docs/sinks.md has them; what is not there is empty.
  std::string render(const Json& event) const;
  const std::string& content_type() const { return content_type_; }

 private:
  Template();
  struct Parsed;
  std::unique_ptr<Parsed> parsed_;
  Markup markup_ = Markup::markdown;
  std::string content_type_;
};

}  // namespace outcry::outputs::webhook
