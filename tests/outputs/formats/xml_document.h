// An XML document as a tree, read by a parser that refuses what is not well-formed.
#pragma once

#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace outcry::outputs::formats {

struct XmlElement {
  std::string name;
  std::map<std::string, std::string> attributes;
  std::string text;  ///< of this element alone
  std::vector<XmlElement> children;

  /// All children of that name.
  std::vector<const XmlElement*> all(std::string_view child) const;
  /// Text of the first child of that name, "" when there is none.
  std::string text_of(std::string_view child) const;
};

/// The root; empty when the document is not well-formed.
std::optional<XmlElement> xml_document(const std::string& text);

}  // namespace outcry::outputs::formats
