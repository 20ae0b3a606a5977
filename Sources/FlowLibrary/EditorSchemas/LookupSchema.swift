/// `CallFlows/lookups.yaml`.
enum LookupSchema {
  static let content = SchemaContent(
    root: .entries(Shape.namePattern, .part("resource")),
    parts: [JSONTree.Member("resource", Shape.mapping(settings).tree)])

  private static let settings: [Setting] = [
    Setting("get", .form("^https?://[^\\s]+$"), "The URL that is read; {phone} is a value that the step sends"),
    Setting("post", .form("^https?://[^\\s]+$"), "The URL that is sent to; {phone} is a value that the step sends"),
    Setting(
      "headers", .entries("^[^\\s:]+$", .text), "Header fields; {env.TOKEN} is an environment variable of the service"),
    Setting("body", .entries("^.+$", .text), "The members of the JSON object that a post sends"),
    Setting("wait", .duration, "For the whole answer, retries included, from 100ms to 30s: 2s"),
    Setting("retries", .count(0...LookupReader.mostRetries), "How often it is asked again: 0"),
    Setting("cache", .either([.word(["no"]), .duration]), "How long the same answer is good for, up to 24h: no"),
    Setting(
      "gives", .entries(Shape.namePattern, .either([.valueType, .place])),
      "What is kept of the answer: a type, or a type and its place, {text: $.person.name}"),
    Setting("missing", .list(of: .count(200...499)), "Statuses that mean that there is nothing to be found: 404"),
  ]
}

extension Shape {
  /// `{text: $.people[0].name}`.
  fileprivate static let place = entries("^(text|number|yes-no|date|time|money [A-Z]{3})$", form("^\\$[.\\[].+$"))
    .with("minProperties", .number(1)).with("maxProperties", .number(1))
}
