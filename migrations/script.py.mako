"""${message}

Hand-edit what autogenerate wrote: name every constraint, import nothing of the project (a migration
must mean the same in ten years), and write a downgrade that a database full of rows survives.
"""

import sqlalchemy as sa
from alembic import op
${imports if imports else ""}
revision = ${repr(up_revision)}
down_revision = ${repr(down_revision)}
branch_labels = None
depends_on = None


def upgrade() -> None:
    ${upgrades if upgrades else "pass"}


def downgrade() -> None:
    ${downgrades if downgrades else "pass"}
