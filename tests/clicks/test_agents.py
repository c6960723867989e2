"""Which user agents are people's browsers, and which are programs."""

import pytest

from graph.clicks.agents import MOST_CHARACTERS, is_bot

CHROME = (
    "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) "
    "Chrome/126.0.0.0 Safari/537.36"
)
PEOPLE = [
    CHROME,
    CHROME.replace("Safari/537.36", "Safari/537.36 Edg/126.0.0.0"),
    CHROME.replace("Safari/537.36", "Safari/537.36 OPR/112.0.0.0"),
    CHROME.replace("Windows NT 10.0; Win64; x64", "Linux; Android 10; K"),
    CHROME.replace("Windows NT 10.0; Win64; x64", "X11; CrOS x86_64 14541.0.0"),
    "Mozilla/5.0 (X11; Linux x86_64; rv:127.0) Gecko/20100101 Firefox/127.0",
    "Mozilla/5.0 (Android 14; Mobile; rv:127.0) Gecko/127.0 Firefox/127.0",
    "Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) AppleWebKit/605.1.15 (KHTML, like Gecko) "
    "Version/17.5 Safari/605.1.15",
    "Mozilla/5.0 (iPhone; CPU iPhone OS 17_5 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like "
    "Gecko) Version/17.5 Mobile/15E148 Safari/604.1",
    "Mozilla/5.0 (iPhone; CPU iPhone OS 17_5 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like "
    "Gecko) Mobile/15E148 [FBAN/FBIOS;FBAV/470.0.0.37.106;FBDV/iPhone14,7]",
    "Mozilla/5.0 (Linux; Android 13; SM-S901B Build/TP1A; wv) AppleWebKit/537.36 (KHTML, like "
    "Gecko) Version/4.0 Chrome/126.0.0.0 Mobile Safari/537.36 Instagram 338.0.0.0",
    "Mozilla/5.0 (Linux; Android 12; CUBOT NOTE 20) AppleWebKit/537.36 (KHTML, like Gecko) "
    "Chrome/126.0.0.0 Mobile Safari/537.36",
    "Mozilla/5.0 (Windows NT 6.1; Trident/7.0; rv:11.0) like Gecko",
    "Opera/9.80 (Android; Opera Mini/36.2/191.200; U; en) Presto/2.12.423 Version/12.16",
    "Lynx/2.9.0dev.12 libwww-FM/2.14SSL-MM/1.4.1 OpenSSL/3.0.13",
]
PROGRAMS = [
    "",
    " ",
    "-",
    "curl/8.5.0",
    "Wget/1.21.4",
    "python-requests/2.32.3",
    "python-httpx/0.27.0",
    "Python-urllib/3.11",
    "Python/3.11 aiohttp/3.9.5",
    "aiohttp/3.9.5",
    "Go-http-client/2.0",
    "node-fetch/1.0 (+https://github.com/bitinn/node-fetch)",
    "node",
    "undici",
    "axios/1.7.2",
    "got (https://github.com/sindresorhus/got)",
    "okhttp/4.12.0",
    "Java/17.0.11",
    "Java-http-client/21.0.2",
    "Apache-HttpClient/4.5.14 (Java/17)",
    "libwww-perl/6.77",
    "Ruby",
    "Faraday v2.9.0",
    "GuzzleHttp/7",
    "PostmanRuntime/7.39.0",
    "HTTPie/3.2.2",
    "Dart/3.4 (dart:io)",
    "Deno/1.44.0",
    "Bun/1.1.13",
    "reqwest/0.12",
    CHROME.replace("Chrome/", "HeadlessChrome/"),
    "Mozilla/5.0 (compatible; Googlebot/2.1; +http://www.google.com/bot.html)",
    "Mozilla/5.0 (compatible; bingbot/2.0; +http://www.bing.com/bingbot.htm)",
    "Mozilla/5.0 AppleWebKit/537.36 (KHTML, like Gecko; compatible; GPTBot/1.2; "
    "+https://openai.com/gptbot)",
    "facebookexternalhit/1.1 (+http://www.facebook.com/externalhit_uatext.php)",
    "Slackbot-LinkExpanding 1.0 (+https://api.slack.com/robots)",
    "Mozilla/5.0 (compatible; AhrefsBot/7.0; +http://ahrefs.com/robot/)",
]


@pytest.mark.parametrize("agent", PEOPLE)
def test_people_are_not_accused(agent: str) -> None:
    assert not is_bot(agent)


@pytest.mark.parametrize("agent", PROGRAMS)
def test_programs_are_known(agent: str) -> None:
    assert is_bot(agent)


def test_an_agent_of_any_length_is_looked_at_in_bounded_time() -> None:
    assert not is_bot(CHROME + "x" * 10**7)
    assert not is_bot(CHROME.ljust(MOST_CHARACTERS) + "Googlebot")
