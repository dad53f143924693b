import ArgumentParser
import CanonicalModel
import Pipeline
import RecordMapping

/// `sluice formats`.
struct Formats: ParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "List the record formats that the loaded mappings read.")
    @OptionGroup var mapping: MappingOptions

    func run() throws {
        let library = try mapping.load()
        for source in library.mappings.sources {
            print("\(source.name): \(source.title)")
            print("  read as \(source.reader), recognised from content")
            print("  systems told apart: \(source.systems.joined(separator: ", "))")
            var kinds: [String] = []
            for map in source.maps where !kinds.contains(map.target.name) {
                kinds.append(map.target.name)
            }
            print("  entries: \(kinds.joined(separator: ", "))")
        }
        print("opened on the way: gzip, tar, ZIP; Spine messages as JSON or multipart; multipart")
    }
}
