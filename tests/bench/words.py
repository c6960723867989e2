"""The vocabulary that benchmark content is made of: real words in plausible places."""


def _words(text: str) -> tuple[str, ...]:
    return tuple(text.split())


TECHNOLOGIES = _words(
    "android angular ansible aws azure blazor c-sharp cassandra clojure cobol cpp cypress dart "
    "deno django docker elixir elm erlang express fastapi flask flutter fortran gitlab go graphql "
    "haskell ios java javascript jenkins julia kafka kotlin kubernetes laravel linux lua mongodb "
    "mysql nestjs nextjs nginx nodejs ocaml perl php postgresql prolog python pytorch r rails "
    "react redis ruby rust scala solidity spark spring-boot sql svelte swift tensorflow terraform "
    "typescript unity unreal vue wasm zig"
)

ROLES = _words(
    "architect analyst backend blockchain cloud compiler computer-vision crypto data database "
    "desktop devops devrel embedded frontend full-stack game graphics infrastructure integration "
    "machine-learning mobile network platform product qa reliability research robotics search "
    "security simulation speech support systems test-automation tooling trading web writer"
)

LEVELS = _words("basics beginner career developer engineer expert interview manager mentor project")

KEYWORDS = (
    "{tech} roadmap",
    "{tech} {role} roadmap",
    "{role} roadmap 2023",
    "{tech} developer roadmap 2023",
    "guide to becoming a {role} {level}",
    "guide to becoming a developer",
    "{tech} {role}",
    "{role} {level}",
    "{role} skills",
    "{tech} development",
    "{tech} developer",
    "{tech} {level} skills",
    "{role} skills test",
    "{tech} {role} {level} roadmap",
    "become a {role} {level}",
    "{role} career path",
    "modern {tech} developer",
    "skills for {role} development",
    "learn {tech}",
    "learn {tech} for {role}",
    "what is {role}",
    "{tech} quiz",
    "{role} interview questions",
    "{tech} {role} interview questions",
    "{tech} für {role}",
    "{tech} 路线图",
)

COMPANIES = _words(
    "Alder Birch Cedar Dogwood Elder Fir Ginkgo Hazel Ironwood Juniper Katsura Larch Maple "
    "Nutmeg Oak Pine Quince Rowan Spruce Teak"
)
