#include "outputs/formats/atom.h"

#include <fmt/format.h>

#include <algorithm>

#include "outputs/formats/incident_view.h"
#include "outputs/formats/plain_text.h"
#include "outputs/formats/sentences.h"
#include "outputs/formats/uri.h"
#include "outputs/xml_text.h"

namespace outcry::outputs::formats {
namespace {

struct Head {
  std::string title;
  std::string id;
  std::string self;
  std::string page;
};

std::string element(std::string_view name, std::string_view content) {
  return fmt::format("<{0}>{1}</{0}>\n", name, xml_text(content));
}

std::string text_element(std::string_view name, std::string_view content) {
  return fmt::format("<{0} type=\"text\">{1}</{0}>\n", name, xml_text(content));
}

std::string link(std::string_view relation, std::string_view type, std::string_view address) {
  return fmt::format("<link rel=\"{}\" type=\"{}\" href=\"{}\"/>\n", relation, type, xml_text(address));
}

/// The summary, the official word and the timeline, a line each.
std::string content_of(const IncidentView& incident) {
  std::string out = summary(incident);
  if (const std::string official = official_sentence(incident); !official.empty()) out += "\n" + official;
  for (const auto& post : incident.official) out += fmt::format("\n{}: {}", stamp(post.at), told_of(incident, post));
  for (const auto& change : incident.changes) {
    out += fmt::format("\n{}: {}", stamp(change.at), name(change.to));
    if (!change.reason.empty()) out += fmt::format(", {}", change.reason);
    out += ".";
  }
  return out;
}

std::string categories(const Site& site, const IncidentView& incident) {
  std::string out;
  if (!incident.slug.empty()) {
    out += fmt::format("<category scheme=\"{}\" term=\"{}\" label=\"{}\"/>\n", xml_text(tag(site, {"services"})),
                       xml_text(incident.slug), xml_text(incident.service));
  }
  return out +
         fmt::format("<category scheme=\"{}\" term=\"{}\"/>\n", xml_text(tag(site, {"states"})), name(incident.state));
}

std::string entry(const Site& site, const IncidentView& incident) {
  return "<entry>\n" + element("id", tag(site, {"incidents", incident.id})) +
         text_element("title", headline(incident)) +
         link("alternate", "text/html", address(site, {"incidents", incident.id})) +
         element("published", format_utc(incident.detected.value_or(incident.began))) +
         element("updated", format_utc(incident.changed)) + categories(site, incident) +
         text_element("content", content_of(incident)) + "</entry>\n";
}

std::string feed(const Site& site, const Head& head, const std::vector<IncidentView>& incidents) {
  const auto newest = std::ranges::max_element(incidents, {}, &IncidentView::changed);
  std::string out =
      "<?xml version=\"1.0\" encoding=\"utf-8\"?>\n<feed xmlns=\"http://www.w3.org/2005/Atom\" xml:lang=\"en\">\n";
  out += element("id", head.id) + text_element("title", head.title) + link("self", "application/atom+xml", head.self) +
         link("alternate", "text/html", head.page) +
         element("updated", format_utc(newest == incidents.end() ? site.updated : newest->changed)) +
         "<author><name>outcry</name></author>\n";
  out += fmt::format("<generator version=\"{}\">outcry</generator>\n", xml_text(one_line(site.version)));
  for (const auto& incident : incidents) out += entry(site, incident);
  return out + "</feed>\n";
}

}  // namespace

std::string atom_feed(const Site& site, Incidents incidents) {
  return feed(site,
              {.title = "What people report to fail",
               .id = tag(site, {"feed"}),
               .self = address(site, {"feed.atom"}),
               .page = address(site, {""})},
              told(incidents));
}

std::string atom_feed(const Site& site, const Standing& service, Incidents incidents) {
  return feed(site,
              {.title = fmt::format("What people report of {}", one_line(service.name)),
               .id = tag(site, {"services", service.slug, "feed"}),
               .self = address(site, {"services", service.slug, "feed.atom"}),
               .page = address(site, {"services", service.slug})},
              told_of_service(incidents, service.slug));
}

}  // namespace outcry::outputs::formats
