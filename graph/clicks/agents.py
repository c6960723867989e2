"""Which user agents are programs and not people."""

import re
from functools import lru_cache

from crawleruseragents import is_crawler

MOST_CHARACTERS = 512
"""Of an agent that are looked at: people's have some 120, and patterns take time."""

BARE_LIBRARY = re.compile(
    r"""(?ix) ^\W* (
      aiohttp | akka-http | anyevent-http | apache-httpclient | apachebench | async-http-client
    | axios | bun | cfnetwork | colly | curl | dart | deno | dispatch | faraday | fasthttp | fetch
    | git | go\ http | go-http-client | go-resty | got | grpc | guzzle | guzzlehttp | h2load | hey
    | httparty | http-client | http\.rb | http_request2 | httpclient | httpie | httpunit | httpx
    | hyper | insomnia | jakarta | java | java-http-client | jetty | jmeter | k6 | ktor
    | lib(curl|fetch|soup|www) | locust | lua-resty | lwp | mechanize | mint | needle | nginx
    | node | node-fetch | node\.js | okhttp | oha | pear | perl | php | poe-component | postman
    | postmanruntime | powershell | pycurl | python | python-httpx | python-requests
    | python-urllib\d? | reactornetty | req | reqwest | requests | rest-client | restsharp | ruby
    | scrapy | siege | snoopy | superagent | swift | symfony | typhoeus | undici | unirest | ureq
    | urllib\d? | vegeta | vert\.x | wget | winhttp | wrk | zend
    ) (?![a-z]) | \b (headless(chrome|firefox|edg) | phantomjs | puppeteer | playwright
    | selenium | webdriver | electron-fetch | httpclient | python-requests) \b
    """
)
"""What begins with the name of an HTTP library, or says that no person drives it."""
LETTER = re.compile("[A-Za-z]")


def is_bot(agent: str) -> bool:
    """Whether an agent says that it is no person's browser; an empty one does."""
    return _is_bot(agent[:MOST_CHARACTERS])


@lru_cache(maxsize=4_096)  # the patterns take some 100 us
def _is_bot(agent: str) -> bool:
    return not LETTER.search(agent) or bool(BARE_LIBRARY.search(agent)) or is_crawler(agent)
