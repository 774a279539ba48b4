import type { Knex } from "knex";

// tickets_open_number: the queue by ID. tickets_category gains is_open, so that a category's open requests are one range of it, too.
export async function up(knex: Knex): Promise<void> {
  await knex.raw(`
    ALTER TABLE tickets
      ADD KEY tickets_open_number (portal_id, is_open, number),
      ADD KEY tickets_category_open (portal_id, category_id, is_open, updated_at, id),
      DROP KEY tickets_category
  `);
}

export async function down(knex: Knex): Promise<void> {
  await knex.raw(`
    ALTER TABLE tickets
      ADD KEY tickets_category (portal_id, category_id, updated_at, id),
      DROP KEY tickets_open_number,
      DROP KEY tickets_category_open
  `);
}
