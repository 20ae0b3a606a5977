/// `Prompts/<language>/prompts.yaml`.
enum PromptSchema {
  static let content = SchemaContent(root: .entries(Shape.namePattern, .either([.text, .mapping(plurals)])))

  private static let plurals = PluralCategory.allCases.map { category in
    Setting(category.rawValue, .text, descriptions[category] ?? "")
  }

  private static let descriptions: [PluralCategory: String] = [
    .zero: "For nought, in languages that have a form for it", .one: "For one: {n, number} parcel",
    .two: "For two, in languages that have a form for it", .few: "For a few: in Polish 2 to 4, 22 to 24",
    .many: "For many: in Polish 5 to 21", .other: "For every other number: {n, number} parcels",
  ]
}
