#include "tests/outputs/formats/xml_document.h"

#include <expat.h>

#include <memory>

namespace outcry::outputs::formats {
namespace {

struct Builder {
  XmlElement top;
  std::vector<XmlElement> open;
};

void on_start(void* user, const XML_Char* name, const XML_Char** attributes) {
  XmlElement element{.name = name};
  for (; *attributes != nullptr; attributes += 2) element.attributes[attributes[0]] = attributes[1];
  static_cast<Builder*>(user)->open.push_back(std::move(element));
}

void on_end(void* user, const XML_Char* /*name*/) {
  auto& builder = *static_cast<Builder*>(user);
  XmlElement closed = std::move(builder.open.back());
  builder.open.pop_back();
  (builder.open.empty() ? builder.top : builder.open.back()).children.push_back(std::move(closed));
}

void on_text(void* user, const XML_Char* text, int size) {
  auto& builder = *static_cast<Builder*>(user);
  if (!builder.open.empty()) builder.open.back().text.append(text, static_cast<std::size_t>(size));
}

}  // namespace

std::vector<const XmlElement*> XmlElement::all(std::string_view child) const {
  std::vector<const XmlElement*> out;
  for (const auto& element : children) {
    if (element.name == child) out.push_back(&element);
  }
  return out;
}

std::string XmlElement::text_of(std::string_view child) const {
  const auto found = all(child);
  return found.empty() ? "" : found.front()->text;
}

std::optional<XmlElement> xml_document(const std::string& text) {
  const std::unique_ptr<XML_ParserStruct, decltype(&XML_ParserFree)> parser(XML_ParserCreate(nullptr), XML_ParserFree);
  Builder builder;
  XML_SetUserData(parser.get(), &builder);
  XML_SetElementHandler(parser.get(), on_start, on_end);
  XML_SetCharacterDataHandler(parser.get(), on_text);
  if (XML_Parse(parser.get(), text.data(), static_cast<int>(text.size()), XML_TRUE) != XML_STATUS_OK) return {};
  return builder.top.children.front();
}

}  // namespace outcry::outputs::formats
